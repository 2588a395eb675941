import { marksAt } from "../masking";
import { isArray, type Json } from "../model/json";
import type { Comparison, Pair } from "./compare";
import { identitiesOf } from "./documents";
import { hasTrue, isEqual } from "./equal";
import { type Candidate, pairUp } from "./pairs";
import type { Place } from "./path";

/** Compares lists by what their elements are, since a set's or a policy's elements move when one is added. */
export function compareLists(
  comparison: Comparison,
  pair: Pair,
  before: readonly Json[],
  after: readonly Json[],
): void {
  const start = comparison.found.length;
  const identity = identitiesOf(before, after);
  if (identity) byIdentity(comparison, pair, before, after, identity);
  else byContent(comparison, pair, before, after);
  const isOrder = comparison.found.length === start && !isEqual(before, after);
  if (isOrder && pair.inside !== "policy" && !identity) comparison.emit(pair, "only the order changes");
}

function byIdentity(
  comparison: Comparison,
  pair: Pair,
  before: readonly Json[],
  after: readonly Json[],
  identity: (element: Json) => string,
): void {
  const indexes = new Map(after.map((each, index) => [identity(each), index]));
  before.forEach((each, index) => {
    const name = identity(each);
    const other = indexes.get(name);
    indexes.delete(name);
    const place = { parent: pair.place, step: name, isIdentity: true };
    comparison.compare(element(pair, place, candidate(before, index), candidate(after, other)));
  });
  for (const [name, index] of indexes) {
    const place = { parent: pair.place, step: name, isIdentity: true };
    comparison.compare(element(pair, place, undefined, candidate(after, index)));
  }
}

function byContent(
  comparison: Comparison,
  pair: Pair,
  before: readonly Json[],
  after: readonly Json[],
): void {
  const ones = before.map((value, index) => ({ value, index }));
  const others = after.map((value, index) => ({ value, index }));
  // an element that is known after the apply alone has no value yet
  const unknowns = isArray(pair.unknown) ? pair.unknown : [];
  for (let index = others.length; index < unknowns.length; index += 1) others.push({ value: null, index });
  const isOpen = (index: number) => hasTrue(unknowns[index]);
  for (const [one, other] of pairUp(ones, others, isOpen)) {
    const index = other?.index ?? one?.index ?? 0;
    const place: Place = { parent: pair.place, step: index, isIdentity: false };
    comparison.compare(element(pair, place, one, other));
  }
}

function candidate(list: readonly Json[], index: number | undefined): Candidate | undefined {
  return index === undefined ? undefined : { value: list[index] ?? null, index };
}

function element(
  pair: Pair,
  place: Place | undefined,
  before: Candidate | undefined,
  after: Candidate | undefined,
): Pair {
  return {
    ...pair,
    before: before?.value,
    after: after?.value,
    unknown: after && isArray(pair.unknown) ? pair.unknown[after.index] : undefined,
    marksBefore: before && marksAt(pair.marksBefore, before.index),
    marksAfter: after && marksAt(pair.marksAfter, after.index),
    place,
  };
}
