import { readFileSync } from "node:fs";
import {
  type CostEstimate,
  cents,
  costJson,
  costMarkdown,
  costTerminal,
  estimateCosts,
  MICROS_PER_USD,
  totalOf,
  type Usage,
} from "../../plan/cost";
import { PlanError } from "../../plan/model/errors";
import { terminalText } from "../../plan/model/escape";
import type { Io } from "../delivery/io";
import { readStacks } from "./inputs";
import { deliver, PLAN_EXIT, runPlanCommand } from "./run";

export interface CostOptions {
  readonly format?: "markdown" | "json" | "terminal";
  readonly usage?: string;
  readonly region?: string;
  readonly strict?: boolean;
  /** USD that all stacks may cost a month at the most. */
  readonly maxMonthly?: number;
  readonly out?: string;
}

const MICROS_PER_CENT = MICROS_PER_USD / 100;

/** At least so much must be priced under `--strict`. */
const STRICT_SHARE = 0.95;

/** What plans cost a month before and after. */
export function costCommand(files: readonly string[], options: CostOptions, io: Io): Promise<number> {
  return runPlanCommand(io, async () => {
    const usage = options.usage === undefined ? undefined : await usageIn(options.usage);
    const { region } = options;
    const estimates = readStacks(files).map((stack) =>
      estimateCosts(stack, { ...(region !== undefined && { region }), ...(usage && { usage }) }),
    );
    deliver(io, render(estimates, options.format), options.out);
    const failures = [...tooDear(estimates, options.maxMonthly), ...unpriced(estimates, options.strict)];
    for (const failure of failures) io.err.write(`${terminalText(failure)}\n`);
    return failures.length > 0 ? PLAN_EXIT.condition : PLAN_EXIT.made;
  });
}

async function usageIn(file: string): Promise<Usage> {
  const { readUsage } = await import("../../plan/cost/usage/read");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "not readable";
    throw new PlanError(`${file} cannot be read: ${code}.`, { cause: error });
  }
  return readUsage(text, file);
}

function render(estimates: readonly CostEstimate[], format: CostOptions["format"] = "terminal"): string {
  if (format === "json") return costJson(estimates);
  return format === "markdown" ? costMarkdown(estimates) : costTerminal(estimates);
}

/** By what it may cost at the most. */
function tooDear(estimates: readonly CostEstimate[], most: number | undefined): readonly string[] {
  const { high } = totalOf(estimates).after;
  // in whole cents, as it is shown
  if (most === undefined || Math.round(high / MICROS_PER_CENT) <= Math.round(most * 100)) return [];
  return [
    `After the apply it may cost ${cents(high)} USD a month, more than the ${most.toFixed(2)} of --max-monthly.`,
  ];
}

function unpriced(estimates: readonly CostEstimate[], isStrict = false): readonly string[] {
  if (!isStrict) return [];
  return estimates
    .filter(({ pricedShare }) => pricedShare.share < STRICT_SHARE)
    .map(
      ({ stack, pricedShare: { priced, billable } }) =>
        `${JSON.stringify(stack)}: ${priced} of ${billable} resources that cost something are priced, less than the 95 % of --strict.`,
    );
}
