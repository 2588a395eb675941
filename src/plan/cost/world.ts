import { type Block, withoutIndexes } from "../model/configuration";
import { groupBy } from "../model/group-by";
import { isArray, isObject, type Json, member } from "../model/json";
import type { Plan, ResourceChange } from "../model/plan";

export type Side = "before" | "after";

/** An object as it is on one side of the plan. */
export interface Billed {
  readonly address: string;
  readonly type: string;
  readonly change: ResourceChange;
  /** Attributes that are known. */
  readonly values: Json;
  /** `true`, or a tree of it, for what the apply alone will tell. */
  readonly unknown: Json;
}

/** What exists on one side, and what in it refers to what. */
export interface World {
  readonly side: Side;
  readonly objects: readonly Billed[];
  ofType(type: string): readonly Billed[];
  /** Objects that an attribute refers to, by the plan's configuration. */
  referredTo(from: Billed, attribute: string): readonly Billed[];
}

/** What stays in the account although Terraform forgets it goes on costing. */
const STAYS: Readonly<Record<Side, ReadonlySet<ResourceChange["action"]>>> = {
  before: new Set([
    ...(["update", "delete", "delete-create", "create-delete", "no-op"] as const),
    ...(["forget", "create-forget", "forget-create"] as const),
  ]),
  after: new Set(["create", "update", "delete-create", "create-delete", "no-op"] as const),
};

/** Managed objects on one side; what is forgotten stays on both, and what replaces it comes on top. */
export function worldOf(plan: Plan, side: Side, blocks: ReadonlyMap<string, Block>): World {
  const objects = plan.changes.flatMap((change) => billed(change, side));
  const types = groupBy(objects, ({ type }) => type);
  const byConfiguration = lazy(() => groupBy(objects, ({ address }) => withoutIndexes(address)));
  return {
    side,
    objects,
    ofType: (type) => types.get(type) ?? [],
    referredTo(from, attribute) {
      const address = withoutIndexes(from.address);
      const module = address.slice(0, address.lastIndexOf(`${from.type}.`));
      const found = referencesIn(member(blocks.get(address)?.expressions, attribute))
        // `aws_x.y.id` comes with `aws_x.y`; an index or attribute is not needed
        .map((each) => module + each.split(".").slice(0, 2).join(".").replace(/\[.*$/, ""))
        .flatMap((each) => byConfiguration().get(each) ?? []);
      return [...new Set(found)];
    },
  };
}

function billed(change: ResourceChange, side: Side): readonly Billed[] {
  if (change.mode !== "managed") return [];
  const { address, type, action } = change;
  const was: Billed = { address, type, change, values: change.before, unknown: {} };
  const will: Billed = { address, type, change, values: change.after, unknown: change.afterUnknown };
  if (side === "before") return STAYS.before.has(action) ? [was] : [];
  if (STAYS.after.has(action)) return [will];
  // forgotten, not destroyed
  if (action === "forget") return [was];
  return action === "create-forget" || action === "forget-create" ? [was, will] : [];
}

function referencesIn(expression: Json | undefined): readonly string[] {
  if (isArray(expression)) return expression.flatMap(referencesIn);
  if (!isObject(expression)) return [];
  return Object.entries(expression).flatMap(([key, value]) =>
    key === "references" && isArray(value)
      ? value.filter((each): each is string => typeof each === "string")
      : referencesIn(value),
  );
}

function lazy<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
