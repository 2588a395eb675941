import {
  againstLimit,
  type CostEstimate,
  costJson,
  costMarkdown,
  costTerminal,
  estimateCosts,
} from "../../plan/cost";
import { terminalText } from "../../plan/model/escape";
import type { Io } from "../delivery/io";
import { readStacks } from "./inputs";
import { usageIn } from "./read";
import { deliver, PLAN_EXIT, runPlanCommand } from "./run";
import { unmatchedIn } from "./unmatched";

export interface CostOptions {
  readonly format?: "markdown" | "json" | "terminal";
  readonly usage?: string;
  readonly region?: string;
  readonly strict?: boolean;
  /** USD that all stacks may cost a month at the most. */
  readonly maxMonthly?: number;
  readonly out?: string;
}

/** At least so much must be priced under `--strict`. */
const STRICT_SHARE = 0.95;

/** What plans cost a month before and after. */
export function costCommand(files: readonly string[], options: CostOptions, io: Io): Promise<number> {
  return runPlanCommand(io, async () => {
    const { region } = options;
    const usage = options.usage === undefined ? undefined : await usageIn(options.usage);
    const stacks = readStacks(files);
    const estimates = stacks.map((stack) =>
      estimateCosts(stack, { ...(region !== undefined && { region }), ...(usage && { usage }) }),
    );
    deliver(io, render(estimates, options.format), options.out);
    const limit = options.maxMonthly === undefined ? undefined : againstLimit(estimates, options.maxMonthly);
    const unmatched = await unmatchedIn(usage, stacks);
    const failures = options.strict ? [...unpriced(estimates), ...unmatched] : [];
    const lines = [...(limit?.lines ?? []), ...(options.strict ? failures : unmatched)];
    for (const line of lines) io.err.write(`${terminalText(line)}\n`);
    return limit?.isMet === true || failures.length > 0 ? PLAN_EXIT.condition : PLAN_EXIT.made;
  });
}

function render(estimates: readonly CostEstimate[], format: CostOptions["format"] = "terminal"): string {
  if (format === "json") return costJson(estimates);
  return format === "markdown" ? costMarkdown(estimates) : costTerminal(estimates);
}

function unpriced(estimates: readonly CostEstimate[]): readonly string[] {
  return estimates
    .filter(({ pricedShare }) => pricedShare.share < STRICT_SHARE)
    .map(
      ({ stack, pricedShare: { priced, billable } }) =>
        `${JSON.stringify(stack)}: ${priced} of ${billable} resources that cost something are priced, less than the 95 % of --strict.`,
    );
}
