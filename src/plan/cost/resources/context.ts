import { isArray, isObject, type Json, member } from "../../model/json";
import type { Assumption, Parts } from "../parts";
import type { UsageKey } from "../usage/defaults";
import type { Billed, World } from "../world";

/** What else a resource's cost hangs on. */
export interface Context {
  readonly world: World;
  usage(key: UsageKey): Assumption;
}

/** What a type of resource costs. */
export type Pricer = (it: Billed, context: Context) => Parts;

/** Whether the apply alone will tell an attribute, or anything in it. */
export function isUnknown({ unknown }: Billed, attribute: string): boolean {
  if (unknown === true) return true;
  return holdsTrue(member(unknown, attribute));
}

/** Whether an attribute as a whole is unknown. */
export const isWhollyUnknown = ({ unknown }: Billed, attribute: string): boolean =>
  unknown === true || member(unknown, attribute) === true;

function holdsTrue(tree: Json | undefined): boolean {
  if (tree === true) return true;
  if (isArray(tree)) return tree.some(holdsTrue);
  return isObject(tree) && Object.values(tree).some(holdsTrue);
}

/** How many an attribute's list holds; by what it refers to, where its elements are not known yet. */
export function countOf(it: Billed, attribute: string, world: World): number | undefined {
  const values = member(it.values, attribute);
  if (isArray(values) && values.length > 0) return values.length;
  const referred = world.referredTo(it, attribute).length;
  if (referred > 0) return referred;
  return isUnknown(it, attribute) ? undefined : 0;
}

/** The first of a nested block. */
export function block(value: Json | undefined, name: string): Json | undefined {
  const blocks = member(value, name);
  return isArray(blocks) ? blocks[0] : blocks;
}

/** A value if it is one of AWS's own words: whatever else stands in a plan, a secret too, gets into no message. */
export function known(value: string | undefined, words: readonly string[]): string {
  return value !== undefined && words.includes(value) ? value : "other";
}
