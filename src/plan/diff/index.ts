import { isObject, type Json, member } from "../model/json";
import type { Change, ResourceChange } from "../model/plan";
import { Comparison, type Pair } from "./compare";
import type { Difference } from "./difference";
import { hasTrue, isEqual } from "./equal";
import type { Masker } from "./masker";

export { type Difference, UNKNOWN } from "./difference";
export { Masker } from "./masker";
export { isIn, type Place } from "./path";

/** How an object's attributes differ before and after, in the order of the plan; null is taken for an attribute that is not there. */
export function differencesOf(
  change: Change & Partial<Pick<ResourceChange, "replacePaths">>,
  masker: Masker,
): readonly Difference[] {
  const comparison = new Comparison(masker, change.replacePaths ?? []);
  const pair = pairOf(change);
  const isWhole = change.beforeSensitive === true || change.afterSensitive === true;
  const areObjects = isObject(change.before) || isObject(change.after) || isObject(change.afterUnknown);
  if (isWhole || !areObjects || change.afterUnknown === true) comparison.compare(pair);
  else comparison.members(pair, asObject(change.before), asObject(change.after));
  return comparison.found;
}

/** How one of an object's attributes differs, which may be in several places. */
export function attributeDifferences(change: Change, name: string, masker: Masker): readonly Difference[] {
  const comparison = new Comparison(masker, []);
  comparison.member(pairOf(change), asObject(change.before), asObject(change.after), name);
  return comparison.found;
}

function pairOf({ before, after, afterUnknown, beforeSensitive, afterSensitive }: Change): Pair {
  return {
    before,
    after,
    unknown: afterUnknown,
    marksBefore: beforeSensitive,
    marksAfter: afterSensitive,
    place: undefined,
  };
}

function asObject(value: Json): { readonly [key: string]: Json } {
  return isObject(value) ? value : {};
}

/** The names of the attributes that differ, without looking into them; `tags_all` goes without saying where `tags` differ. */
export function changedAttributes({ before, after, afterUnknown }: Change): readonly string[] {
  const [one, other] = [asObject(before), asObject(after)];
  const keys = new Set([...Object.keys(one), ...Object.keys(other), ...Object.keys(asObject(afterUnknown))]);
  const names = [...keys].filter(
    (key) =>
      hasTrue(member(afterUnknown, key)) || !isEqual(member(one, key) ?? null, member(other, key) ?? null),
  );
  return names.includes("tags") ? names.filter((name) => name !== "tags_all") : names;
}
