import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BudgetLedger } from "../../../src/tracing/budgets/ledger";
import { memoryBudgetStore } from "../../../src/tracing/budgets/memory";
import { callsInFlight, neverOverspends } from "./support/in-flight";
import { agreesWithModel, examples, steps } from "./support/store-model";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 24);

describe("budgets in memory", () => {
  it("agree with a simple model, whatever is reserved and settled in whatever order", async () => {
    const seen = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const { accepted, refused } = await agreesWithModel(memoryBudgetStore(), "key", taken, 100);
        seen.accepted += accepted;
        seen.refused += refused;
      }),
      { numRuns: 500, examples },
    );
    // the property has met both
    expect(seen.accepted).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
  });

  it("are never overspent by more than calls in flight cost beyond their reservations", async () => {
    await fc.assert(
      fc.asyncProperty(callsInFlight, async (calls) => {
        await neverOverspends(memoryBudgetStore(), "user-456", calls);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a ledger", () => {
  const ledgerAt = (start: number) => {
    let now = start;
    return { ledger: new BudgetLedger(() => now), pass: (ms: number) => (now += ms) };
  };
  const request = { key: "key", usd: 1, limitUsd: 1, expiresInMs: HOUR_MS };

  it("sums without the errors of floating-point numbers", () => {
    const { ledger } = ledgerAt(START);

    const answers = ["first", "second", "third"].map((id, index) =>
      ledger.reserve({ ...request, id, usd: [0.1, 4, 1e-9][index] ?? 0, limitUsd: 4.1 }),
    );

    expect(answers).toEqual([
      { allowed: true, spentUsd: 0, reservedUsd: 0.1 },
      { allowed: true, spentUsd: 0, reservedUsd: 4.1 },
      { allowed: false, spentUsd: 0, reservedUsd: 4.1 },
    ]);
  });

  it("refuses even a call that costs nothing once all is spent, but not while all is reserved", () => {
    const { ledger } = ledgerAt(START);
    ledger.reserve({ ...request, id: "all" });
    const whileReserved = ledger.reserve({ ...request, id: "free", usd: 0 });
    ledger.settle({ key: "key", id: "all", usd: 1 });

    expect(whileReserved.allowed).toBe(true);
    expect(ledger.reserve({ ...request, id: "free too", usd: 0 }).allowed).toBe(false);
  });

  it("counts an expired reservation no more, and what its call cost after all", () => {
    const { ledger, pass } = ledgerAt(START);
    ledger.reserve({ ...request, id: "slow" });
    pass(HOUR_MS - 1);
    const before = ledger.reserve({ ...request, id: "next" });
    pass(1);
    const after = ledger.reserve({ ...request, id: "next" });

    expect([before.allowed, after.allowed]).toEqual([false, true]);
    expect(ledger.settle({ key: "key", id: "slow", usd: 0.4 })).toEqual({ spentUsd: 0.4, reservedUsd: 1 });
  });

  it("forgets budgets of past days", () => {
    const { ledger, pass } = ledgerAt(START);
    for (let user = 0; user < 100; user += 1) ledger.reserve({ ...request, key: `user-${user}`, id: "call" });
    pass(49 * HOUR_MS);
    ledger.reserve({ ...request, id: "call" });

    expect(ledger.size).toBe(1);
  });
});
