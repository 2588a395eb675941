import type { BudgetExceededError } from "langgraph-platform/tracing";

/**
 * Whether runs under way hold what is left of a budget, and may yet cost less than that.
 *
 * One run's own budget is never held: nothing else could give it back.
 */
export function isHeld({ scope, spentUsd, estimateUsd, limitUsd }: BudgetExceededError): boolean {
  return scope !== "execution" && spentUsd + estimateUsd <= limitUsd;
}
