import type { Judgement } from "../exceptions";
import { RULES } from "../rules";

export const POLICY_SCHEMA_VERSION = 1;

export function policyJson(judgements: readonly Judgement[]): string {
  const rules = RULES.map(({ id, title, why, remedy, source }) => ({ id, title, why, remedy, source }));
  const stacks = judgements.map(({ stack, resources, violations, excepted, notKnown }) => ({
    stack,
    resources,
    violations: violations.map(withoutRule),
    excepted: excepted.map(withoutRule),
    notKnown,
  }));
  return JSON.stringify({ schemaVersion: POLICY_SCHEMA_VERSION, stacks, rules }, undefined, 2);
}

/** Why and how to mend stand with the rule. */
function withoutRule<Each extends { readonly why: string; readonly remedy: string }>(
  each: Each,
): Omit<Each, "why" | "remedy"> {
  const { why: _, remedy: __, ...rest } = each;
  return rest;
}
