import { graphOfStack, readGraph } from "../../../plan/diagram";
import type { Stack, Template } from "../../../plan/model/stack";
import { createReport } from "../../../plan/report";

/** The page on plans, with the rules they break, what they cost and a picture of each; or of pictures alone. */
export async function pageOf(stacks: readonly Stack[], templates: readonly Template[] = []): Promise<string> {
  const [{ renderPage }, { estimateCosts }, { examine, judge }] = await Promise.all([
    import("../../../plan/page"),
    import("../../../plan/cost"),
    import("../../../plan/policy"),
  ]);
  return renderPage({
    ...(stacks.length > 0 && {
      report: createReport(stacks),
      costs: stacks.map((each) => estimateCosts(each, {})),
      judgements: judge(
        stacks.map((each) => examine(each)),
        [],
      ),
    }),
    graphs: [...stacks.map(graphOfStack), ...templates.map((each) => readGraph(each))],
  });
}
