import type { Stack } from "../../../plan/model/stack";
import type { Judgement } from "../../../plan/policy";
import type { ExtraSection } from "../../../plan/report";
import { exceptionsIn } from "../read";

/** What rules say of plans, and their part of a report. */
export interface Policy {
  readonly judgements: readonly Judgement[];
  readonly section: ExtraSection;
}

/**
 * Whether plans keep the platform's rules.
 *
 * @param exceptions file of exceptions; none without
 * @throws PlanError on a file of exceptions that cannot be read
 */
export async function policyOf(stacks: readonly Stack[], exceptions?: string): Promise<Policy> {
  const { judgePlans, policySection } = await import("../../../plan/policy");
  const judgements = judgePlans(stacks, await exceptionsIn(exceptions));
  return { judgements, section: policySection(judgements) };
}
