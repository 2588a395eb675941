import { afterEach, describe, expect, it, vi } from "vitest";
import { type BudgetedCall, Budgets, type SoftLimitEvent } from "../../../src/tracing/budgets/budgets";
import { BudgetExceededError } from "../../../src/tracing/budgets/error";
import { memoryBudgetStore } from "../../../src/tracing/budgets/memory";
import { Warnings } from "../../../src/tracing/warnings";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 24, 12);

const CALL: BudgetedCall = { executionIds: ["inner", "outer"], userId: "user-456", usd: 0.4 };

/** Whether the call was let through, and then what it cost. */
async function spend(budgets: Budgets, call: Partial<BudgetedCall> = {}, cost = 0.4): Promise<boolean> {
  try {
    await (await budgets.reserve({ ...CALL, ...call })).settle(cost);
    return true;
  } catch (error) {
    if (BudgetExceededError.isInstance(error)) return false;
    throw error;
  }
}

describe("budgets", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(["execution", "user", "day"] as const)(
    "refuse the call that does not fit into that of a %s",
    async (scope) => {
      const budgets = new Budgets({ [scope]: { hardUsd: 1 } });

      expect([await spend(budgets), await spend(budgets), await spend(budgets)]).toEqual([true, true, false]);
      await expect(budgets.reserve(CALL)).rejects.toMatchObject({
        scope,
        limitUsd: 1,
        spentUsd: 0.8,
        reservedUsd: 0,
        estimateUsd: 0.4,
        userId: scope === "user" ? "user-456" : undefined,
      });
    },
  );

  it("let one of ten calls through at once where one fits", async () => {
    const budgets = new Budgets({
      execution: { hardUsd: 0.5 },
      user: { hardUsd: 0.5 },
      day: { hardUsd: 0.5 },
    });

    const calls = await Promise.allSettled(Array.from({ length: 10 }, () => budgets.reserve(CALL)));

    expect(calls.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("let a call through into the room that a cheaper one left, and none after a dearer one", async () => {
    const cheap = new Budgets({ execution: { hardUsd: 0.5 } });
    const dear = new Budgets({ execution: { hardUsd: 1 } });

    expect([await spend(cheap, {}, 0.1), await spend(cheap)]).toEqual([true, true]);
    expect([await spend(dear, {}, 0.7), await spend(dear)]).toEqual([true, false]);
  });

  it("count a call in every execution around it", async () => {
    const budgets = new Budgets({ execution: { hardUsd: 1 } });
    await spend(budgets, { executionIds: ["first", "outer"] });
    await spend(budgets, { executionIds: ["second", "outer"] });

    expect(await spend(budgets, { executionIds: ["third", "outer"] })).toBe(false);
    expect(await spend(budgets, { executionIds: ["third"] })).toBe(true);
  });

  it("keep users, days and services apart", async () => {
    let now = NOON;
    const store = memoryBudgetStore();
    const settings = { user: { hardUsd: 0.5 }, store };
    const options = { service: "langgraph-production", now: () => now };
    const budgets = new Budgets(settings, options);
    const others = new Budgets(settings, { ...options, service: "langgraph-staging" });
    await spend(budgets);

    expect(await spend(budgets)).toBe(false);
    expect(await spend(budgets, { userId: "user-457" })).toBe(true);
    expect(await spend(others)).toBe(true);
    now += 12 * HOUR_MS - 1;
    expect(await spend(budgets)).toBe(false);
    now += 1;
    expect(await spend(budgets)).toBe(true);
  });

  it("count a call that goes on over midnight for the day on which it began", async () => {
    let now = NOON;
    const budgets = new Budgets({ day: { hardUsd: 0.5 } }, { now: () => now });
    const late = await budgets.reserve(CALL);
    now += 12 * HOUR_MS;
    await late.settle(0.5);

    expect(await spend(budgets)).toBe(true);
  });

  it("share a store's budgets by service, user and day", async () => {
    const inner = memoryBudgetStore();
    const keys: string[] = [];
    const store = {
      ...inner,
      reserve: async (request: Parameters<typeof inner.reserve>[0]) => {
        keys.push(request.key);
        return inner.reserve(request);
      },
    };
    const settings = { execution: { hardUsd: 9 }, user: { softUsd: 9 }, day: { softUsd: 9 }, store };
    const budgets = new Budgets(settings, { service: "langgraph-production", now: () => NOON });
    await spend(budgets);
    await spend(budgets, { userId: "a/b \u0000\ud800" });
    await spend(budgets, { userId: "a%2f%b" });
    await spend(budgets, { userId: "x".repeat(10_000) });

    expect(keys.filter((_, index) => index % 2 === 1)).toEqual(
      Array(4).fill("langgraph-production/day/2026-11-24"),
    );
    expect(keys.filter((_, index) => index % 2 === 0)).toEqual([
      "langgraph-production/user/user-456/2026-11-24",
      "langgraph-production/user/a%2f%b%20%%0%%d800%/2026-11-24",
      "langgraph-production/user/a%25%2f%25%b/2026-11-24",
      expect.stringMatching(/^langgraph-production\/user\/%sha256%[0-9a-f]{64}\/2026-11-24$/),
    ]);
  });

  it("have none of a user where nobody is named", async () => {
    const budgets = new Budgets({ user: { hardUsd: 0.5 } });

    const calls = [await spend(budgets, { userId: undefined }), await spend(budgets, { userId: undefined })];

    expect(calls).toEqual([true, true]);
  });

  it("give back everything that a refused call had reserved before", async () => {
    const settings = { execution: { hardUsd: 1 }, user: { hardUsd: 1 }, day: { hardUsd: 0.3 } };
    const store = memoryBudgetStore();
    const refusing = new Budgets({ ...settings, store });
    const refused = await spend(refusing, { usd: 0.9 });
    const roomy = new Budgets({ ...settings, day: { hardUsd: 9 }, store });

    expect(refused).toBe(false);
    // of the executions in this process, of the user in the store
    expect(await spend(refusing, { usd: 1, userId: undefined, executionIds: ["inner"] })).toBe(false);
    await expect(refusing.reserve({ ...CALL, usd: 1 })).rejects.toMatchObject({ scope: "day" });
    await expect(roomy.reserve({ ...CALL, usd: 1 })).resolves.toMatchObject({ usd: 1 });
  });

  it("settle a call once, and one whose cost is no amount by what was reserved", async () => {
    const budgets = new Budgets({ execution: { hardUsd: 1 } });
    const twice = await budgets.reserve(CALL);
    await twice.settle(0.1);
    await twice.settle(0.4);
    for (const cost of [Number.NaN, -1]) await spend(budgets, {}, cost);

    await expect(budgets.reserve(CALL)).rejects.toMatchObject({ spentUsd: 0.9 });
  });

  it("reserve nothing for an amount that is none", async () => {
    const budgets = new Budgets({ execution: { hardUsd: 1 } });

    await expect(budgets.reserve({ ...CALL, usd: Number.NaN })).resolves.toMatchObject({ usd: 0 });
  });

  it("forget an execution when it ends, and a call that ends after it", async () => {
    const budgets = new Budgets({ execution: { hardUsd: 0.5 } });
    const late = await budgets.reserve(CALL);
    budgets.end("inner");
    budgets.end("outer");
    await late.settle(0.5);

    expect(await spend(budgets)).toBe(true);
  });

  it("never reject when a call is settled, whatever the store does", async () => {
    const lines: string[] = [];
    const inner = memoryBudgetStore();
    const store = {
      reserve: inner.reserve,
      settle: () => {
        throw new Error("broken");
      },
    };
    const warnings = new Warnings((line) => lines.push(line));
    const budgets = new Budgets({ user: { hardUsd: 1 }, store }, { warnings });

    expect(await spend(budgets)).toBe(true);
    expect(lines).toEqual([expect.stringContaining("store fails (Error)")]);
  });
});

describe("a soft limit", () => {
  it("is told of once for each budget and process, when it is reached", async () => {
    const events: SoftLimitEvent[] = [];
    const settings = {
      execution: { softUsd: 0.8 },
      user: { softUsd: 0.4, hardUsd: 9 },
      onSoftLimit: (event: SoftLimitEvent) => {
        events.push(event);
      },
    };
    const budgets = new Budgets(settings, { service: "langgraph-production", now: () => NOON });
    const call = { executionIds: ["inner"] };
    await spend(budgets, call);
    const afterFirst = events.length;
    for (let count = 0; count < 5; count += 1) await spend(budgets, call);
    await spend(budgets, { ...call, userId: "user-457" });

    expect(afterFirst).toBe(1);
    expect(events).toEqual([
      {
        scope: "user",
        key: "langgraph-production/user/user-456/2026-11-24",
        userId: "user-456",
        executionId: undefined,
        date: "2026-11-24",
        softUsd: 0.4,
        hardUsd: 9,
        spentUsd: 0.4,
      },
      expect.objectContaining({ scope: "execution", executionId: "inner", softUsd: 0.8, spentUsd: 0.8 }),
      expect.objectContaining({ scope: "user", userId: "user-457" }),
    ]);
  });

  it("is told of by a process that others have brought there", async () => {
    const events: SoftLimitEvent[] = [];
    const store = memoryBudgetStore();
    const day = { softUsd: 0.4 };
    await spend(new Budgets({ day, store, onSoftLimit: () => undefined }));
    const budgets = new Budgets({ day, store, onSoftLimit: (event) => void events.push(event) });

    await budgets.reserve(CALL);

    expect(events).toHaveLength(1);
  });

  it("refuses nothing", async () => {
    const budgets = new Budgets({ execution: { softUsd: 0.1 }, onSoftLimit: () => undefined });

    expect([await spend(budgets), await spend(budgets)]).toEqual([true, true]);
  });

  it("is a line on standard error where nobody listens", async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    await spend(new Budgets({ user: { softUsd: 0.4, hardUsd: 1 } }, { now: () => NOON }));

    expect(warn.mock.calls).toEqual([
      [
        '[langgraph-platform/tracing] The budget of user "user-456" for 2026-11-24 has reached its soft limit of 0.4 USD: ' +
          "0.4 USD are spent. Calls are refused from 1 USD on.",
      ],
    ]);
    warn.mockRestore();
  });

  it.each([
    () => {
      throw new Error("listener");
    },
    async () => {
      throw new Error("listener");
    },
  ])("does no harm with a listener that fails (%#)", async (onSoftLimit) => {
    const lines: string[] = [];
    const warnings = new Warnings((line) => lines.push(line));
    const budgets = new Budgets({ execution: { softUsd: 0.1 }, onSoftLimit }, { warnings });

    expect(await spend(budgets, { executionIds: ["inner"] })).toBe(true);
    await expect.poll(() => lines).toEqual([expect.stringContaining("onSoftLimit has thrown")]);
  });
});
