import type { Stack } from "../../../plan/model/stack";
import type { Report } from "../../../plan/report";
import type { Costs } from "./costs";

/** Plan, cost and picture on one page; a stack is drawn where its cdk.tf.json is known. */
export async function pageOf(
  stacks: readonly Stack[],
  report: Report,
  costs: Costs | undefined,
): Promise<string> {
  const [{ renderPage }, { readGraph }] = await Promise.all([
    import("../../../plan/page"),
    import("../../../plan/diagram"),
  ]);
  const graphs = stacks.flatMap(({ template, plan }) => (template ? [readGraph(template, plan)] : []));
  return renderPage({ report, graphs, ...(costs && { costs: costs.estimates }) });
}
