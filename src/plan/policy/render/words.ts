import type { Judgement } from "../exceptions";
import { RULES } from "../rules";

/** `2 violations`, `1 violation`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** All in a line. */
export function headline(judgements: readonly Judgement[]): string {
  const sum = (of: (each: Judgement) => number) => judgements.reduce((total, each) => total + of(each), 0);
  const violations = sum((each) => each.violations.length);
  const excepted = sum((each) => each.excepted.length);
  const notKnown = sum((each) => each.notKnown.length);
  return [
    violations === 0 ? "No violation" : countOf(violations, "violation"),
    ` of ${RULES.length} rules in ${countOf(
      sum((each) => each.resources),
      "resource",
    )}`,
    excepted === 0 ? "" : `, ${countOf(excepted, "exception")}`,
    notKnown === 0 ? "" : `, ${notKnown} not known before apply`,
  ].join("");
}

/** Of a list, by what they have in common, in the order in which that first appears. */
export function grouped<Each>(
  list: readonly Each[],
  keyOf: (each: Each) => string,
): ReadonlyMap<string, readonly Each[]> {
  const groups = new Map<string, Each[]>();
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return groups;
}

/** The construct's path where there is one. */
export function placeOf({
  address,
  construct,
}: {
  readonly address: string;
  readonly construct?: string;
}): string {
  return construct ?? address;
}
