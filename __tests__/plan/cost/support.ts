import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CostEstimate,
  type EstimateOptions,
  estimateCosts,
  type ResourceCost,
} from "../../../src/plan/cost";
import type { Action } from "../../../src/plan/model/plan";
import { readStack, type Stack } from "../../../src/plan/model/stack";

const ACTIONS: Readonly<Record<Action, readonly string[]>> = {
  create: ["create"],
  read: ["read"],
  update: ["update"],
  delete: ["delete"],
  "delete-create": ["delete", "create"],
  "create-delete": ["create", "delete"],
  forget: ["forget"],
  "create-forget": ["create", "forget"],
  "forget-create": ["forget", "create"],
  "no-op": ["no-op"],
};

export interface Planned {
  readonly address: string;
  /** @default "create" */
  readonly action?: Action;
  readonly before?: object | null;
  readonly after?: object | null;
  readonly unknown?: object;
  readonly deposed?: string;
  /** `references` by attribute, as the configuration has them. */
  readonly references?: Readonly<Record<string, readonly string[]>>;
  readonly providerKey?: string;
}

export interface PlanParts {
  readonly resources: readonly Planned[];
  /** Of the provider without an alias. @default "us-east-1" */
  readonly region?: string | null;
  readonly providers?: object;
  readonly variables?: object;
}

/** A stack as `terraform show -json` would print its plan. */
export function stackWith({
  resources,
  region = "us-east-1",
  providers = {},
  variables = {},
}: PlanParts): Stack {
  const aws = {
    aws: { name: "aws", expressions: region === null ? {} : { region: { constant_value: region } } },
  };
  return readStack(
    JSON.stringify({
      format_version: "1.2",
      variables,
      resource_changes: resources.map(change),
      configuration: {
        provider_config: { ...aws, ...providers },
        root_module: { resources: resources.map(configured) },
      },
    }),
    { source: "test" },
  );
}

const typeOf = (address: string): string => address.replace(/^module\.[^.]+\./, "").split(".")[0] ?? "";

function change({ address, action = "create", before = null, after = null, unknown = {}, deposed }: Planned) {
  return {
    address,
    mode: "managed",
    type: typeOf(address),
    name: address.split(".").at(-1),
    ...(deposed !== undefined && { deposed }),
    change: { actions: ACTIONS[action], before, after, after_unknown: unknown },
  };
}

function configured({ address, references = {}, providerKey = "aws" }: Planned) {
  return {
    address: address.replace(/\[.*\]$/, ""),
    provider_config_key: providerKey,
    expressions: Object.fromEntries(
      Object.entries(references).map(([name, to]) => [name, { references: to }]),
    ),
  };
}

export function estimateOf(parts: PlanParts, options?: EstimateOptions): CostEstimate {
  return estimateCosts(stackWith(parts), options);
}

/** What one resource costs once it is created. */
export function costOf(parts: PlanParts, address: string, options?: EstimateOptions): ResourceCost {
  const found = estimateOf(parts, options).resources.find((each) => each.address === address);
  if (found === undefined) throw new Error(`${address} is not among what costs`);
  return found;
}

export const dollars = (micros: number): number => Math.round(micros / 10_000) / 100;

/** `fewest..most` in USD, rounded to cents; one number where they are the same. */
export function monthlyOf({ monthly: { after } }: Pick<ResourceCost, "monthly">): string {
  return after.low === after.high ? `${dollars(after.low)}` : `${dollars(after.low)}..${dollars(after.high)}`;
}

export const EXAMPLES = join(import.meta.dirname, "examples");

/** The plans of the platform's own two environments, cut down to what is looked at; as they would be in another region. */
export function exampleStack(environment: "staging" | "production", region = "us-east-1"): Stack {
  const plan = readFileSync(join(EXAMPLES, `${environment}.json`), "utf8");
  return readStack(plan.replaceAll("us-east-1", region), { source: environment, name: environment });
}
