import type { Stack } from "../../../plan/model/stack";
import type { ExtraSection } from "../../../plan/report";
import { exceptionsIn } from "../read";

/**
 * Whether plans keep the platform's rules, for their report.
 *
 * @param exceptions file of exceptions; none without
 * @throws PlanError on a file of exceptions that cannot be read
 */
export async function policyOf(stacks: readonly Stack[], exceptions?: string): Promise<ExtraSection> {
  const { examine, judge, policySection } = await import("../../../plan/policy");
  const examined = stacks.map((stack) => examine(stack));
  return policySection(judge(examined, await exceptionsIn(exceptions)));
}
