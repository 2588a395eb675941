import type { BudgetStore } from "./budget-store";
import { BudgetLedger } from "./ledger";

/**
 * Budgets in memory, of this process alone: each task has its own, and a release starts them at 0. With n tasks a limit
 * lets through up to n times as much.
 */
export function memoryBudgetStore(): BudgetStore {
  const ledger = new BudgetLedger();
  return {
    reserve: async (request) => ledger.reserve(request),
    settle: async (request) => ledger.settle(request),
  };
}
