import { PlanError } from "../model/errors";
import type { Stack } from "../model/stack";
import { type Examination, examine, type Violation } from "./examine";
import { RULES } from "./rules";

/** A violation that somebody has agreed to. */
export interface Exception {
  readonly rule: string;
  /** A resource's address, or the path of its construct. */
  readonly address: string;
  readonly reason: string;
}

export interface Excepted extends Violation {
  readonly reason: string;
}

/** What is left of an examination when its exceptions are taken out. */
export interface Judgement extends Examination {
  readonly excepted: readonly Excepted[];
}

/**
 * Takes out what is excepted.
 *
 * @throws PlanError on exceptions that except nothing: what they were for is mended, or they were mistyped
 */
export function judge(
  examinations: readonly Examination[],
  exceptions: readonly Exception[],
): readonly Judgement[] {
  const used = new Set<Exception>();
  const judgements = examinations.map((examination) => {
    const violations: Violation[] = [];
    const excepted: Excepted[] = [];
    for (const violation of examination.violations) {
      const found = exceptions.filter((exception) => isFor(exception, violation));
      for (const each of found) used.add(each);
      const [first] = found;
      if (first) excepted.push({ ...violation, reason: first.reason });
      else violations.push(violation);
    }
    return { ...examination, violations, excepted };
  });
  const unused = exceptions.filter((each) => !used.has(each));
  if (unused.length > 0) {
    throw new PlanError("There are exceptions that except nothing.", {
      details: unused.map(
        ({ rule, address }) => `${rule} of ${address}${isRule(rule) ? "" : ": there is no such rule"}`,
      ),
      remedy: "Take them out, or name the rule and the address as the violation does.",
    });
  }
  return judgements;
}

/** Whether plans keep the rules. @throws PlanError as {@link judge} does */
export function judgePlans(
  stacks: readonly Stack[],
  exceptions: readonly Exception[] = [],
): readonly Judgement[] {
  return judge(
    stacks.map((each) => examine(each)),
    exceptions,
  );
}

function isFor({ rule, address }: Exception, violation: Violation): boolean {
  return rule === violation.rule && (address === violation.address || address === violation.construct);
}

export function isRule(id: string): boolean {
  return RULES.some((rule) => rule.id === id);
}
