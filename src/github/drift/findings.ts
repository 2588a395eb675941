import { isDeepStrictEqual } from "node:util";
import { attributeDifferences, type Difference, Masker, UNKNOWN } from "../../plan/diff";
import { MASKED, maskOf } from "../../plan/masking";
import { type Json, member } from "../../plan/model/json";
import type { ResourceChange } from "../../plan/model/plan";
import type { Stack } from "../../plan/model/stack";
import { foreignRules } from "./foreign-rules";
import type { DriftedAttribute, DriftedResource } from "./report";

const ABSENT = "(not set)";

/**
 * What of a plan's drift the next apply undoes, and what was added to security groups; everything in it is masked.
 *
 * The rest is none of anybody's doing: attributes that AWS computes, and those that the code leaves to others
 * (`ignore_changes`), such as the colour that CodeDeploy has made live.
 */
export function findDrift(stack: Stack): readonly DriftedResource[] {
  const { drift, changes } = stack.plan;
  const mask = maskOf([stack.plan]);
  const masker = new Masker(mask);
  const planned = new Map(changes.map((each) => [keyOf(each), each]));
  const undone = drift.flatMap((drifted) => {
    const change = planned.get(keyOf(drifted));
    const found =
      change === undefined || drifted.mode === "data" ? undefined : compared(drifted, change, masker);
    return found === undefined ? [] : [{ address: drifted.address, type: drifted.type, ...found }];
  });
  return [...undone, ...foreignRules(stack.plan)].map(({ attributes, address, ...rest }) => {
    const path = stack.constructs.pathOf({ address });
    return {
      ...rest,
      address: mask.text(address),
      ...(path !== undefined && { path: mask.text(path) }),
      // once more: what no part shows, its JSON might
      attributes: attributes.map(({ name, wanted, found }) => ({
        name: mask.text(name),
        wanted: mask.text(wanted),
        found: mask.text(found),
      })),
    };
  });
}

function keyOf({ address, deposed = "" }: ResourceChange): string {
  return JSON.stringify([address, deposed]);
}

function compared(
  drifted: ResourceChange,
  change: ResourceChange,
  masker: Masker,
): Pick<DriftedResource, "change" | "attributes"> | undefined {
  if (drifted.action === "delete") {
    return change.action === "create" ? { change: "deleted", attributes: [] } : undefined;
  }
  if (change.action === "no-op" || change.action === "read") return undefined;
  const names = [...namesIn(drifted.before, drifted.after)].filter(
    (name) => differs(drifted.before, drifted.after, name) && isPutBack(change, name),
  );
  // what is set on the resource, with the provider's own tags
  const shown = names.filter((name) => name !== "tags_all" || !names.includes("tags"));
  const attributes = shown
    .sort()
    .flatMap((name) => attributeDifferences(change, name, masker).map(attributeOf));
  return attributes.length === 0 ? undefined : { change: "changed", attributes };
}

function namesIn(...values: readonly Json[]): ReadonlySet<string> {
  return new Set(
    values.flatMap((value) => (typeof value === "object" && value !== null ? Object.keys(value) : [])),
  );
}

function differs(before: Json, after: Json, name: string): boolean {
  return !isDeepStrictEqual(member(before, name), member(after, name));
}

function isPutBack({ before, after, afterUnknown }: ResourceChange, name: string): boolean {
  return differs(before, after, name) && member(afterUnknown, name) !== true;
}

/** The plan is to make `before`, which is what was found, what the code says. */
function attributeOf({ path, before, after, note }: Difference): DriftedAttribute {
  const found = words(before);
  return { name: path, wanted: words(after), found: note === undefined ? found : `${found} (${note})` };
}

function words(value: Json | undefined): string {
  if (value === undefined) return ABSENT;
  return value === MASKED || value === UNKNOWN ? value : JSON.stringify(value);
}
