import { lengthOf } from "../attributes";
import type { Assumption, Parts } from "../parts";
import type { UsageKey } from "../usage/defaults";
import type { Billed, World } from "../world";
import type { Links } from "./links";

/** What else a resource's cost hangs on. */
export interface Context {
  readonly world: World;
  readonly links: Links;
  usage(key: UsageKey): Assumption;
}

/** What a type of resource costs. */
export type Pricer = (it: Billed, context: Context) => Parts;

/** How many an attribute's list holds; by what it refers to, where its elements are not known yet. */
export function countOf(it: Billed, attribute: string, world: World): number | undefined {
  const length = lengthOf(it, attribute);
  if (length !== undefined) return length;
  const { objects, isCertain } = world.referredTo(it, attribute);
  return isCertain && objects.length > 0 ? objects.length : undefined;
}

/** A value if it is one of AWS's own words: whatever else stands in a plan, a secret too, gets into no message. */
export function known(value: string | undefined, words: readonly string[]): string {
  return value !== undefined && words.includes(value) ? value : "other";
}
