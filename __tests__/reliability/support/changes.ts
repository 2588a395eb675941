import { environments } from "../../../src/environments";
import type { EnvironmentName, PlatformSettings } from "../../../src/settings/schema";
import type { Tfvars } from "../../e2e/support/platform";
import { settings } from "../../e2e/support/settings";
import { OTHER, OTHER_LIVE } from "../../settings/other-values";

/** What no setting may change on an applied environment; plans stop, and name it. */
export const REFUSED = [
  "database_username",
  "database_name",
  "customer_managed_key",
  "vpc_cidr",
  "project_name",
  "aws_region",
] as const satisfies readonly (keyof PlatformSettings)[];

/** It names another stack, with a folder and a state of its own. */
export const ANOTHER_STACK = "environment";

const SEARCH_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:search-AbCdEf";

/** Where the applied environments are so already, or have other names. */
const FITTING: Partial<PlatformSettings> = {
  test_listener_cidrs: ["192.0.2.0/24"],
  container_health_check: ["CMD-SHELL", "curl -fsS http://localhost:8000/health"],
  ecr_repositories: ["tools"],
  smoke_test: { enabled: true, paths: ["/ready"], timeout_seconds: 30 },
  secret_names: ["OPENAI_API_KEY", "SEARCH_API_KEY", "CRM_KEY"],
  secret_versions: { SEARCH_API_KEY: 2 },
  secret_arns: { EXISTING_KEY: SEARCH_ARN },
};

/** What a new value brings with it in the file. */
const BESIDE: Readonly<Record<string, Tfvars>> = {
  secret_names: { secrets: { ...settings("staging").secrets, CRM_KEY: "canary-crm-7Q" } },
};

/** Settings that change together. */
export interface Change {
  /** The setting's name, where it is one. */
  readonly title: string;
  /** What synthesis works with then. */
  readonly settings: Partial<PlatformSettings>;
  /** How a tfvars file says so, secrets included; `undefined` takes a setting out. */
  readonly tfvars: Tfvars;
}

/** Every setting with another value, which an applied environment may be given. */
export function changes(environment: EnvironmentName, applied: PlatformSettings): readonly Change[] {
  const values: Partial<PlatformSettings> = { ...OTHER, ...OTHER_LIVE, ...FITTING };
  const elsewhere = defaultsOf(environment === "staging" ? "production" : "staging");
  return keysOf(values)
    .filter((name) => name !== ANOTHER_STACK && !REFUSED.some((each) => each === name))
    .map((name) => {
      const value = [values[name], elsewhere[name]].find((each) => differs(each, applied[name]));
      if (value === undefined) throw new Error(`${name} needs another value than ${applied[name]}`);
      return {
        title: name,
        settings: { [name]: value },
        tfvars: { [name]: value, ...BESIDE[name] },
      };
    });
}

/** What may have no value, and had one. */
export const takenAway: readonly Change[] = [
  without("sns_alarm_email without a value", ["sns_alarm_email"]),
  without(
    "jira_base_url and jira_email without a value",
    ["jira_base_url", "jira_email"],
    ["jira_api_token", "jira_webhook_secret"],
  ),
];

function without(
  title: string,
  names: readonly (keyof PlatformSettings)[],
  secrets: readonly string[] = [],
): Change {
  const none = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, undefined]));
  return { title, settings: none(names), tfvars: none([...names, ...secrets]) };
}

/** What plans of an applied environment refuse, with another value each. */
export function refusedChanges(
  applied: PlatformSettings,
): Readonly<Record<(typeof REFUSED)[number], unknown>> {
  return {
    database_username: OTHER.database_username,
    database_name: OTHER.database_name,
    customer_managed_key: !applied.customer_managed_key,
    vpc_cidr: OTHER.vpc_cidr,
    project_name: OTHER.project_name,
    aws_region: OTHER.aws_region,
  };
}

/** What production has by default and staging has not. */
export const PRODUCTION_ALONE: Partial<PlatformSettings> = Object.fromEntries(
  Object.entries(defaultsOf("production")).filter(([name, value]) => {
    const staging: Readonly<Record<string, unknown>> = environments.staging;
    return differs(value, staging[name]);
  }),
);

function defaultsOf(environment: EnvironmentName): Partial<PlatformSettings> {
  return environments[environment];
}

function keysOf(values: Partial<PlatformSettings>): readonly (keyof PlatformSettings)[] {
  return Object.keys(values) as (keyof PlatformSettings)[];
}

function differs(one: unknown, other: unknown): boolean {
  return one !== undefined && JSON.stringify(one) !== JSON.stringify(other);
}
