import { describe, expect, it } from "vitest";
import { type Debt, Debts } from "../../../src/tracing/budgets/debts";

const MAX_DEBTS = 10_000;

describe("debts to a store", () => {
  const newDebts = () => {
    const dropped: Debt[] = [];
    let ids = 0;
    const debts = new Debts(
      () => `debt-${++ids}`,
      (debt) => dropped.push(debt),
    );
    return { debts, dropped };
  };

  it("are one for each budget, and one for each reservation", async () => {
    const { debts } = newDebts();
    const paid: Debt[] = [];
    debts.add("user", 1);
    debts.add("day", 2);
    debts.add("user", 3);
    debts.add("user", 0);
    debts.addSettlement("user", "call", 0);

    await debts.repay(async (debt) => {
      paid.push({ ...debt });
      return true;
    });

    expect(paid).toEqual([
      { key: "user", id: "debt-1", usd: 4, isReserved: false },
      { key: "day", id: "debt-2", usd: 2, isReserved: false },
      { key: "user", id: "call", usd: 0, isReserved: true },
    ]);
    expect(debts.size).toBe(0);
  });

  it("stay what they are once the store has been told of them", async () => {
    const { debts } = newDebts();
    const told: number[] = [];
    debts.add("user", 1);
    // it may have heard, although its answer is lost
    await debts.repay(async ({ usd }) => {
      told.push(usd);
      return false;
    });
    debts.add("user", 2);

    await debts.repay(async ({ id, usd }) => {
      told.push(usd);
      if (id === "debt-1") debts.add("user", 4);
      return true;
    });

    expect(told).toEqual([1, 1, 6]);
    expect(debts.size).toBe(0);
  });

  it("are repaid once, however many ask for it at once", async () => {
    const { debts } = newDebts();
    let count = 0;
    debts.add("user", 1);
    const pay = async () => {
      count += 1;
      return true;
    };

    await Promise.all([debts.repay(pay), debts.repay(pay)]);

    expect(count).toBe(1);
  });

  it("are bounded, and the oldest are told of that are dropped", () => {
    const { debts, dropped } = newDebts();
    for (let user = 0; user < MAX_DEBTS + 5; user += 1) debts.add(`user-${user}`, 1);
    debts.add("user-0", 2);

    expect(debts.size).toBe(MAX_DEBTS);
    expect(dropped.map(({ key, usd }) => [key, usd])).toEqual(
      [0, 1, 2, 3, 4, 5].map((user) => [`user-${user}`, 1]),
    );
  });
});
