import { MICROS_PER_CENT } from "./money";
import { cents } from "./render/format";
import { totalOf } from "./render/markdown";
import type { CostEstimate } from "./types";

/** Whether plans keep to what they may cost, and what a reader has to know of that. */
export interface LimitVerdict {
  readonly isMet: boolean;
  /** One line each: why it is met, and what the limit says nothing of. */
  readonly lines: readonly string[];
}

/**
 * Compares what plans may cost a month at the most with a limit, in whole cents, as it is shown.
 *
 * Where nothing has a price, such as in a region that is not known, the limit counts as exceeded: zero would be a guess.
 *
 * @param mostUsd USD a month, all plans together
 */
export function againstLimit(estimates: readonly CostEstimate[], mostUsd: number): LimitVerdict {
  const { high } = totalOf(estimates).after;
  const dear = Math.round(high / MICROS_PER_CENT) > Math.round(mostUsd * 100);
  const unpriced = estimates.reduce((sum, { pricedShare: each }) => sum + each.billable - each.priced, 0);
  const blind = estimates.filter(({ pricedShare: each }) => each.billable > 0 && each.priced === 0);
  const lines = [
    ...(dear
      ? [
          `--max-monthly is met: after the apply it may cost ${cents(high)} USD a month, more than ${mostUsd.toFixed(2)}.`,
        ]
      : []),
    ...blind.map(
      ({ stack }) =>
        `--max-monthly is met: nothing of ${JSON.stringify(stack)} has a price; is its region known (--region)?`,
    ),
    ...(unpriced > 0 && blind.length === 0
      ? [
          `--max-monthly says nothing of what has no price: ${unpriced} ${unpriced === 1 ? "resource" : "resources"}.`,
        ]
      : []),
  ];
  return { isMet: dear || blind.length > 0, lines };
}
