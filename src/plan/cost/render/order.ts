import { NOT_KNOWN } from "../money";
import type { ResourceCost } from "../types";

/** Less is shown as nothing. */
export const HALF_A_CENT = 5_000;

/** Resources worth a line, by whether a plan changes what they cost. */
export interface ByChange {
  /** What differs most first. */
  readonly changed: readonly ResourceCost[];
  /** Dearest first. */
  readonly unchanged: readonly ResourceCost[];
  /** How many cost less, or are not priced. */
  readonly left: number;
  /** Whether the difference of each is known, so that no change of what is `left` is hidden. */
  readonly isKnown: boolean;
}

/** @param resources dearest first */
export function byChange(resources: readonly ResourceCost[]): ByChange {
  const changed: { readonly each: ResourceCost; readonly by: number }[] = [];
  const unchanged: ResourceCost[] = [];
  let isKnown = true;
  for (const each of resources) {
    if (!each.isComparable) isKnown = false;
    if (each.most < HALF_A_CENT) continue;
    const { difference } = each.monthly;
    const by = Math.max(Math.abs(difference.low), Math.abs(difference.high));
    if (difference === NOT_KNOWN || by >= HALF_A_CENT) changed.push({ each, by });
    else unchanged.push(each);
  }
  return {
    changed: changed.sort((a, b) => b.by - a.by).map(({ each }) => each),
    unchanged,
    left: resources.length - changed.length - unchanged.length,
    isKnown,
  };
}
