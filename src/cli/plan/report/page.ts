import type { Stack } from "../../../plan/model/stack";
import type { Report } from "../../../plan/report";
import { exceptionsIn } from "../read";
import type { Costs } from "./costs";

/**
 * Plan, policy, cost and picture on one page.
 *
 * @param exceptions file of exceptions from the rules; none without
 * @throws PlanError on a file of exceptions that cannot be read
 */
export async function pageOf(
  stacks: readonly Stack[],
  report: Report,
  costs: Costs | undefined,
  exceptions?: string,
): Promise<string> {
  const [{ renderPage }, { graphOfStack }, { examine, judge }] = await Promise.all([
    import("../../../plan/page"),
    import("../../../plan/diagram"),
    import("../../../plan/policy"),
  ]);
  const judgements = judge(
    stacks.map((stack) => examine(stack)),
    exceptions === undefined ? [] : await exceptionsIn(exceptions),
  );
  const graphs = stacks.map(graphOfStack);
  return renderPage({ report, judgements, graphs, ...(costs && { costs: costs.estimates }) });
}
