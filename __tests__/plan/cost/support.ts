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
  /** Attributes that the configuration sets. @default - all that have a value or are not known */
  readonly configures?: readonly string[];
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
        root_module: configuration(resources),
      },
    }),
    { source: "test" },
  );
}

/** `module.net["a"].aws_subnet.b[0]` in its parts. */
function partsOf(address: string) {
  const found = /^(?:(module\.(\w+)(?:\["[^"]*"\])?)\.)?(\w+)\.(.+?)(?:\[(?:"([^"]*)"|(\d+))\])?$/s.exec(
    address,
  );
  const [, module, call, type = "", name = "", key, number] = found ?? [];
  return { module, call, type, name, index: number === undefined ? key : Number(number) };
}

function change({ address, action = "create", before = null, after = null, unknown = {}, deposed }: Planned) {
  const { module, type, name, index } = partsOf(address);
  return {
    address,
    mode: "managed",
    type: type === "" ? address.split(".")[0] : type,
    name,
    ...(module !== undefined && { module_address: module }),
    ...(index !== undefined && { index }),
    ...(deposed !== undefined && { deposed }),
    change: { actions: ACTIONS[action], before, after, after_unknown: unknown },
  };
}

function configuration(resources: readonly Planned[]): object {
  const own = resources.filter(({ address }) => partsOf(address).module === undefined);
  const calls = new Map<string, Planned[]>();
  for (const each of resources) {
    const { call } = partsOf(each.address);
    if (call !== undefined) calls.set(call, [...(calls.get(call) ?? []), each]);
  }
  return {
    resources: own.map(configured),
    module_calls: Object.fromEntries(
      [...calls].map(([name, all]) => [name, { module: { resources: all.map(configured) } }]),
    ),
  };
}

function configured({
  address,
  references = {},
  providerKey = "aws",
  after,
  unknown = {},
  configures,
}: Planned) {
  const { type, name } = partsOf(address);
  const set = (configures ?? Object.keys({ ...after, ...unknown })).map((key) => [key, {}]);
  return {
    address: `${type}.${name}`,
    provider_config_key: providerKey,
    expressions: Object.fromEntries([
      ...set,
      ...Object.entries(references).map(([attribute, to]) => [attribute, { references: to }]),
    ]),
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
