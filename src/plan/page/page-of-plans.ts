import type { CostEstimate } from "../cost";
import { graphsOf } from "../diagram";
import type { Stack, Template } from "../model/stack";
import { type Judgement, judgePlans } from "../policy";
import type { Report } from "../report";
import { renderPage } from "./page";

export interface PageOfPlansOptions {
  readonly report: Report;
  /** @default - the page tells no costs */
  readonly costs?: readonly CostEstimate[] | undefined;
  /** What rules say of each. @default - they are asked, and nothing is excepted */
  readonly judgements?: readonly Judgement[] | undefined;
  /** Stacks without a plan, whose pictures come after the others. @default - none */
  readonly templates?: readonly Template[];
}

/** Plans on one page, with what rules say of them and a picture of each. */
export function pageOfPlans(
  stacks: readonly Stack[],
  { report, costs = [], judgements = judgePlans(stacks), templates = [] }: PageOfPlansOptions,
): Promise<string> {
  const graphs = graphsOf(stacks, templates, report.mask);
  return renderPage({ report, judgements, graphs, costs });
}
