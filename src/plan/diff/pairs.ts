import { isObject, type Json } from "../model/json";
import { isScalar } from "./documents";
import { isEqual } from "./equal";

export interface Candidate {
  readonly value: Json;
  readonly index: number;
}

export type Paired = readonly [Candidate | undefined, Candidate | undefined];

/** More than that many are paired in their order: each with each would take too long. */
const MOST_COMPARED = 60;

/**
 * Finds which element became which: the same ones first, then those that have most in common; the rest is removed or added.
 *
 * @param isOpen whether something of the element after is not known yet
 */
export function pairUp(
  before: readonly Candidate[],
  after: readonly Candidate[],
  isOpen: (index: number) => boolean,
): readonly Paired[] {
  const [ones, others] = withoutSame(before, after, isOpen);
  if (ones.every(({ value }) => isScalar(value)) && others.every(({ value }) => isScalar(value))) {
    const pairs: Paired[] = ones.map((one) => [one, undefined]);
    return [...pairs, ...others.map((other): Paired => [undefined, other])];
  }
  // a block that may be there once
  const isOnly = ones.length === 1 && others.length === 1;
  if (isOnly || ones.length > MOST_COMPARED || others.length > MOST_COMPARED) return inOrder(ones, others);
  return byLikeness(ones, others);
}

function withoutSame(
  before: readonly Candidate[],
  after: readonly Candidate[],
  isOpen: (index: number) => boolean,
): readonly [readonly Candidate[], readonly Candidate[]] {
  const waiting = new Map<string, Candidate[]>();
  for (const each of before) {
    const key = JSON.stringify(each.value);
    const same = waiting.get(key);
    if (same) same.push(each);
    else waiting.set(key, [each]);
  }
  const matched = new Set<Candidate>();
  const others = after.filter((each) => {
    if (isOpen(each.index)) return true;
    const same = waiting.get(JSON.stringify(each.value))?.shift();
    if (same) matched.add(same);
    return same === undefined;
  });
  return [before.filter((each) => !matched.has(each)), others];
}

function byLikeness(ones: readonly Candidate[], others: readonly Candidate[]): readonly Paired[] {
  const scored = ones.flatMap((one) =>
    others.flatMap((other) => {
      const score = likeness(one.value, other.value);
      return score >= 0.5 ? [{ one, other, score }] : [];
    }),
  );
  scored.sort((a, b) => b.score - a.score);
  const taken = new Map<Candidate, Candidate>();
  const used = new Set<Candidate>();
  for (const { one, other } of scored) {
    if (taken.has(one) || used.has(other)) continue;
    taken.set(one, other);
    used.add(other);
  }
  return [
    ...ones.map((one): Paired => [one, taken.get(one)]),
    ...others.filter((each) => !used.has(each)).map((other): Paired => [undefined, other]),
  ];
}

/** From 0 to 1: the share of members that two objects have in common. */
function likeness(one: Json, other: Json): number {
  if (!isObject(one) || !isObject(other)) return Array.isArray(one) && Array.isArray(other) ? 0.5 : 0;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  if (keys.size === 0) return 1;
  let same = 0;
  for (const key of keys) if (isEqual(one[key], other[key])) same += 1;
  return same / keys.size;
}

function inOrder(ones: readonly Candidate[], others: readonly Candidate[]): readonly Paired[] {
  return Array.from({ length: Math.max(ones.length, others.length) }, (_, index) => [
    ones[index],
    others[index],
  ]);
}
