import type { CostEstimate, LimitVerdict } from "../../../plan/cost";
import type { Stack } from "../../../plan/model/stack";
import type { ExtraSection } from "../../../plan/report";
import { usageIn } from "../read";
import { unmatchedIn } from "../unmatched";

/** What all plans together cost, for their report. */
export interface Costs {
  readonly estimates: readonly CostEstimate[];
  readonly section: ExtraSection;
  /** USD a month that come on top, at the most; missing where nothing that changes has a price. */
  readonly delta?: number;
  /** @default - no limit was given */
  readonly limit?: LimitVerdict;
  /** What a reader has to know, a line each: of the limit, and of usage that no plan has a resource for. */
  readonly lines: readonly string[];
}

export interface CostsOptions {
  /** File with what is used a month. @default - what docs/cost.md assumes */
  readonly usage?: string;
  /** @default - the plan's */
  readonly region?: string;
  /** USD that all stacks may cost a month at the most. */
  readonly maxMonthly?: number;
}

/** @throws PlanError on a usage file that cannot be read */
export async function costsOf(
  stacks: readonly Stack[],
  { usage: file, region, maxMonthly }: CostsOptions,
): Promise<Costs> {
  const { againstLimit, costSection, estimateCosts, MICROS_PER_USD, NOT_KNOWN, totalOf } = await import(
    "../../../plan/cost"
  );
  const usage = file === undefined ? undefined : await usageIn(file);
  const options = { ...(region !== undefined && { region }), ...(usage && { usage }) };
  const estimates = stacks.map((stack) => estimateCosts(stack, options));
  const { difference } = totalOf(estimates);
  const limit = maxMonthly === undefined ? undefined : againstLimit(estimates, maxMonthly);
  const unmatched = await unmatchedIn(usage, stacks);
  return {
    estimates,
    section: costSection(estimates),
    ...(difference !== NOT_KNOWN && { delta: difference.high / MICROS_PER_USD }),
    ...(limit && { limit }),
    lines: [...(limit?.lines ?? []), ...unmatched],
  };
}
