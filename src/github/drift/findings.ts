import { isDeepStrictEqual } from "node:util";
import { MASKED, maskOf, maskValue } from "../../plan/masking";
import { type Json, member } from "../../plan/model/json";
import type { ResourceChange } from "../../plan/model/plan";
import type { Stack } from "../../plan/model/stack";
import { foreignRules } from "./foreign-rules";
import type { DriftedAttribute, DriftedResource } from "./report";

/** As Terraform itself says it. */
const UNKNOWN = "(known after apply)";
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
  const planned = new Map(changes.map((each) => [keyOf(each), each]));
  const undone = drift.flatMap((drifted) => {
    const change = planned.get(keyOf(drifted));
    const found = change === undefined || drifted.mode === "data" ? undefined : compared(drifted, change);
    return found === undefined ? [] : [{ address: drifted.address, type: drifted.type, ...found }];
  });
  return [...undone, ...foreignRules(stack.plan)].map(({ attributes, address, ...rest }) => {
    const path = stack.constructs.pathOf({ address });
    return {
      ...rest,
      address: mask.text(address),
      ...(path !== undefined && { path: mask.text(path) }),
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
  if (shown.length === 0) return undefined;
  return { change: "changed", attributes: shown.sort().map((name) => attributeOf(change, name)) };
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

function attributeOf(change: ResourceChange, name: string): DriftedAttribute {
  const { before, after, beforeSensitive, afterSensitive } = change;
  const marks = [member(beforeSensitive, name), member(afterSensitive, name)];
  const words = (value: Json | undefined) => (value === undefined ? ABSENT : masked(value, marks, name));
  const isPartlyUnknown = hasTrue(member(change.afterUnknown, name));
  const wanted = words(member(after, name));
  return {
    name,
    wanted: isPartlyUnknown ? `${wanted}, partly ${UNKNOWN}` : wanted,
    found: words(member(before, name)),
  };
}

/** Either side's marks hide both sides: Terraform forgets them on one. */
function masked(value: Json, marks: readonly (Json | undefined)[], key: string): string {
  const hidden = marks.reduce<Json>((each, mark) => maskValue(each, mark, { key }), value);
  return hidden === MASKED ? MASKED : JSON.stringify(hidden);
}

function hasTrue(marks: Json | undefined): boolean {
  if (typeof marks !== "object" || marks === null) return marks === true;
  return Object.values(marks).some(hasTrue);
}
