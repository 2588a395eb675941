import fc from "fast-check";
import { expect } from "vitest";
import type { BudgetStore } from "../../../../src/tracing/budgets/budget-store";
import { Budgets } from "../../../../src/tracing/budgets/budgets";
import { BudgetExceededError } from "../../../../src/tracing/budgets/error";

/** Sums of floating-point numbers are not exact. */
const TOLERANCE_USD = 1e-9;

/** A call, what it may and what it does cost in cents, and how many turns of the loop it waits before and within. */
export const callsInFlight = fc.array(
  fc.record({ estimate: fc.nat(40), cost: fc.nat(60), before: fc.nat(3), within: fc.nat(3) }),
  { minLength: 1, maxLength: 16 },
);

type Call = typeof callsInFlight extends fc.Arbitrary<readonly (infer Each)[]> ? Each : never;

/**
 * Makes the calls at once, in several processes' budgets that share the store. At no time may more be spent and reserved
 * than the limit and what calls have cost beyond their reservations.
 */
export async function neverOverspends(store: BudgetStore, userId: string, calls: readonly Call[]) {
  const hardUsd = 1;
  let settled = 0;
  let overshoot = 0;
  let reserved = 0;
  const tasks = [0, 1].map(() => new Budgets({ user: { hardUsd }, store }, { service: "service" }));
  await Promise.all(
    calls.map(async ({ estimate, cost, before, within }, index) => {
      await turns(before);
      try {
        const usd = estimate / 100;
        const reservation = await tasks[index % 2]?.reserve({ executionIds: [], userId, usd });
        reserved += usd;
        expect(settled + reserved).toBeLessThanOrEqual(hardUsd + overshoot + TOLERANCE_USD);
        await turns(within);
        // told before it is done: it may be done at any time from here on
        overshoot += Math.max(0, cost / 100 - usd);
        const settling = reservation?.settle(cost / 100);
        reserved -= usd;
        settled += cost / 100;
        await settling;
      } catch (error) {
        if (!BudgetExceededError.isInstance(error)) throw error;
      }
    }),
  );
  return settled;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}
