import { describe, expect, it } from "vitest";
import { Budgets, problemsOfBudgets } from "../../../src/tracing/budgets/budgets";
import { memoryBudgetStore } from "../../../src/tracing/budgets/memory";

const SECRET = "postgres://user:secret@host";

/** As from JavaScript, where nobody checks types. */
const problemsOf = (settings: object) => problemsOfBudgets(settings);

describe("settings of budgets", () => {
  it.each([
    {},
    { execution: { softUsd: 0.5, hardUsd: 0.5 } },
    { user: { softUsd: 1 }, day: { hardUsd: 1e6 } },
    { day: { hardUsd: 1 }, store: memoryBudgetStore(), onStoreError: "refuse", storeTimeoutMs: 1 },
    { reservationTimeoutMs: 1, onSoftLimit: () => undefined, user: undefined },
  ])("pass where they can be meant (%#)", (settings) => {
    expect(problemsOf(settings)).toEqual([]);
  });

  it.each([
    [{ user: { hardUsd: 0 } }, /^budgets\.user\.hardUsd is 0: give an amount of USD above 0/],
    [{ user: { softUsd: -1 } }, /^budgets\.user\.softUsd is -1/],
    [{ user: { softUsd: Number.NaN } }, /^budgets\.user\.softUsd is NaN/],
    [{ day: { hardUsd: Number.POSITIVE_INFINITY } }, /^budgets\.day\.hardUsd is Infinity/],
    [{ day: { hardUsd: "10" } }, /^budgets\.day\.hardUsd is "10"/],
    [{ day: 10 }, /^budgets\.day is 10: give an object/],
    [{ execution: {} }, /^budgets\.execution has neither softUsd nor hardUsd/],
    [{ execution: { softUsd: 2, hardUsd: 1 } }, /^budgets\.execution\.softUsd is 2, above hardUsd, 1/],
    [{ execution: { hardUsd: 1, hard: 1 } }, /^budgets\.execution\.hard is no setting: .*softUsd, hardUsd/],
    [{ perUser: { hardUsd: 1 } }, /^budgets\.perUser is no setting: there are execution, user, day/],
    [{ onStoreError: "deny" }, /^budgets\.onStoreError is "deny": give "allow" or "refuse"/],
    [{ storeTimeoutMs: 0 }, /^budgets\.storeTimeoutMs is 0: .*2000/],
    [{ storeTimeoutMs: 2 ** 31 }, /^budgets\.storeTimeoutMs is 2147483648/],
    [{ reservationTimeoutMs: 0.5 }, /^budgets\.reservationTimeoutMs is 0\.5: .*600000/],
    [{ store: { reserve: () => undefined } }, /^budgets\.store has no methods reserve and settle/],
    [{ onSoftLimit: "log" }, /^budgets\.onSoftLimit is "log"/],
    [[], /^budgets is no object/],
  ])("fail with a sentence: %j", (settings, problem) => {
    expect(problemsOf(settings)).toEqual([expect.stringMatching(problem)]);
  });

  it("fail with all problems at once", () => {
    const settings = { execution: { hardUsd: 0 }, user: { softUsd: 2, hardUsd: 1 }, storeTimeoutMs: -1 };

    expect(() => new Budgets(settings)).toThrow(
      expect.objectContaining({ message: problemsOfBudgets(settings).join("\n") }),
    );
    expect(problemsOf(settings)).toHaveLength(3);
  });

  it("tell nothing of what is inside of an object", () => {
    const settings = {
      store: { connectionString: SECRET },
      onSoftLimit: { url: SECRET },
      storeTimeoutMs: [SECRET],
    };

    expect(problemsOf(settings)).toHaveLength(3);
    expect(problemsOf(settings).join()).not.toContain("secret");
  });
});
