import { tmpdir } from "node:os";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { environments } from "../../src/environments";
import { Account } from "../../src/modules/account";
import { Naming } from "../../src/naming";
import type { EnvironmentName, PlatformSettings } from "../../src/settings/schema";
import { PlatformStack } from "../../src/stack";
import { withoutTraces } from "./stack-traces";
import { Synthesised } from "./terraform-json";

withoutTraces();

export const ENVIRONMENTS = ["staging", "production"] as const satisfies readonly EnvironmentName[];

export const CERTIFICATE =
  "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6789-abcd-ef0123456789";

/** What only a user can say, as a tfvars file would. */
const GIVEN = {
  aws_region: "us-east-1",
  database_username: "langgraph_admin",
  container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.2",
} as const;

export type Overrides = Partial<Omit<PlatformSettings, "environment">>;

/** Everything that a setting can add to a stack. */
export const EVERYTHING: Overrides = {
  acm_certificate_arn: CERTIFICATE,
  allowed_cidrs: ["198.51.100.0/24", "203.0.113.0/24"],
  container_health_check: ["CMD-SHELL", "curl -fsS http://localhost:8000/health"],
  customer_managed_key: true,
  database_backup_region: "us-west-2",
  deployment_hook_functions: ["arn:aws:lambda:us-east-1:123456789012:function:before-traffic"],
  ecr_repositories: ["tools"],
  environment_variables: { LOG_LEVEL: "info" },
  interface_endpoints: ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssmmessages"],
  jira_base_url: "https://your-domain.atlassian.net",
  jira_email: "agents@example.com",
  secret_arns: { SEARCH_KEY: "arn:aws:secretsmanager:us-east-1:123456789012:secret:search-AbCdEf" },
  secret_names: ["OPENAI_API_KEY", "TOOL_KEY"],
  smoke_test: { enabled: true, paths: ["/ready"], timeout_seconds: 10 },
  sns_alarm_email: "ops-team@example.com",
  tags: { CostCenter: "agents" },
  test_listener_cidrs: ["192.0.2.0/24"],
  waf_enabled: true,
};

/** An environment's settings, with the defaults that a tfvars file overrides. */
export function settingsOf(environment: EnvironmentName, overrides: Overrides = {}): PlatformSettings {
  return { ...environments[environment], environment, ...GIVEN, ...overrides };
}

const synthesised = new Map<string, Synthesised>();

/** The whole stack of an environment, its validations run; equal settings are synthesised once per worker. */
export function platform(environment: EnvironmentName, overrides: Overrides = {}): Synthesised {
  const settings = settingsOf(environment, overrides);
  const key = JSON.stringify(settings);
  const known = synthesised.get(key);
  if (known !== undefined) return known;
  const stack = synthesise(new PlatformStack(app(), settings));
  synthesised.set(key, stack);
  return stack;
}

/** The same, synthesised anew. */
export function platformAnew(environment: EnvironmentName, overrides: Overrides = {}): Synthesised {
  return synthesise(new PlatformStack(app(), settingsOf(environment, overrides)));
}

/** What constructs need to stand alone. */
export interface Surroundings {
  readonly stack: TerraformStack;
  readonly naming: Naming;
  readonly account: Account;
}

/** A stack with nothing but a provider, to try one construct in. */
export function surroundings(): Surroundings {
  const stack = new TerraformStack(app(), "test");
  new AwsProvider(stack, "aws", { region: GIVEN.aws_region });
  return {
    stack,
    naming: new Naming({ project: "langgraph", environment: "test", region: GIVEN.aws_region }),
    account: new Account({ id: "123456789012", partition: "aws", region: GIVEN.aws_region }),
  };
}

/** Synthesises a stack and runs its validations. */
export function synthesise(stack: TerraformStack): Synthesised {
  const problems = stack.node.findAll().flatMap((construct) => construct.node.validate());
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return new Synthesised(Testing.synth(stack));
}

/** As main.ts makes it; synthesis for tests writes nothing, so that any existing folder will do. */
function app(): App {
  return new App({ outdir: tmpdir(), stackTraces: false });
}
