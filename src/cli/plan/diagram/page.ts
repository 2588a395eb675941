import { graphsOf } from "../../../plan/diagram";
import type { Stack, Template } from "../../../plan/model/stack";
import { createReport } from "../../../plan/report";

/** The page on plans, with the rules they break, what they cost and a picture of each; or of pictures alone. */
export async function pageOf(stacks: readonly Stack[], templates: readonly Template[] = []): Promise<string> {
  const { pageOfPlans, renderPage } = await import("../../../plan/page");
  if (stacks.length === 0) return renderPage({ graphs: graphsOf([], templates) });
  const { estimateCosts } = await import("../../../plan/cost");
  const costs = stacks.map((each) => estimateCosts(each, {}));
  return pageOfPlans(stacks, { report: createReport(stacks), costs, templates });
}
