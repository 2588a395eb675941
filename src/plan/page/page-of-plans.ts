import type { CostEstimate } from "../cost";
import { graphOfStack, readGraph } from "../diagram";
import type { Stack, Template } from "../model/stack";
import { type Exception, examine, judge } from "../policy";
import type { Report } from "../report";
import { renderPage } from "./page";

export interface PageOfPlansOptions {
  readonly report: Report;
  /** @default - the page tells no costs */
  readonly costs?: readonly CostEstimate[] | undefined;
  /** What is excepted from the rules. @default - nothing */
  readonly exceptions?: readonly Exception[] | undefined;
  /** Stacks without a plan, whose pictures come after the others. @default - none */
  readonly templates?: readonly Template[];
}

/** Plans on one page, with what rules say of them and a picture of each. */
export function pageOfPlans(
  stacks: readonly Stack[],
  { report, costs = [], exceptions = [], templates = [] }: PageOfPlansOptions,
): Promise<string> {
  const judgements = judge(
    stacks.map((each) => examine(each)),
    exceptions,
  );
  const graphs = [...stacks.map(graphOfStack), ...templates.map((each) => readGraph(each))];
  return renderPage({ report, judgements, graphs, costs });
}
