import { describe, expect, it } from "vitest";
import { BudgetLedger } from "../../../src/tracing/budgets/ledger";
import { SharedLedger } from "../../../src/tracing/budgets/shared-ledger";
import { Warnings } from "../../../src/tracing/warnings";
import { HANG_MS } from "../../support/time";

const REQUEST = { key: "user", usd: 1, limitUsd: 10, expiresInMs: 60_000 };

describe("a ledger that is shared through a store", () => {
  it("tells the store once of what was spent without it, though answers are lost on the way", async () => {
    const inStore = new BudgetLedger();
    const asked: string[] = [];
    let fates: readonly ("down" | "answer lost" | "answered")[] = [];
    const answer = async <T>(operation: string, take: () => T) => {
      const fate = fates[asked.push(operation) - 1] ?? "down";
      if (fate === "down") throw new Error(fate);
      const taken = take();
      if (fate === "answer lost") throw new Error(fate);
      return taken;
    };
    const shared = new SharedLedger({
      store: {
        reserve: (request) => answer("reserve", () => inStore.reserve(request)),
        settle: (request) => answer("settle", () => inStore.settle(request)),
      },
      ledger: new BudgetLedger(),
      onStoreError: "allow",
      timeoutMs: HANG_MS,
      reservationMs: 60_000,
      warnings: new Warnings(() => undefined),
      now: Date.now,
    });
    const { isShared } = await shared.reserve({ ...REQUEST, id: "call" });
    await shared.settle({ key: "user", id: "call", usd: 0.7 }, isShared);
    await shared.repay();
    asked.length = 0;
    fates = ["answer lost", "answered", "answer lost", "answered"];

    await shared.repay();
    const reserved = inStore.totals("user");
    await shared.repay();
    await shared.repay();
    await shared.repay();

    expect(isShared).toBe(false);
    expect(reserved).toEqual({ spentUsd: 0, reservedUsd: 0.7 });
    expect(asked).toEqual(["reserve", "reserve", "settle", "settle"]);
    expect(inStore.totals("user")).toEqual({ spentUsd: 0.7, reservedUsd: 0 });
  });
});
