import { describe, expect, it, vi } from "vitest";
import { BudgetExceededError, type BudgetExceededProps } from "../../../src/tracing/budgets/error";

const PROPS: BudgetExceededProps = {
  scope: "user",
  limitUsd: 10,
  spentUsd: 9.9989,
  reservedUsd: 0.0004,
  estimateUsd: 0.01024,
  userId: "user-456",
  date: "2026-11-24",
};

describe("a refusal", () => {
  it("tells whose budget it is, the numbers and what to do", () => {
    const error = new BudgetExceededError(PROPS);

    expect(error.message).toBe(
      'The budget of user "user-456" for 2026-11-24 has no room for this call, which may cost 0.01024 USD: of 10 USD, ' +
        "9.9989 USD are spent and 0.0004 USD reserved. Raise budgets.user.hardUsd, or wait for midnight UTC.",
    );
    expect(error).toMatchObject({
      name: "BudgetExceededError",
      scope: "user",
      reason: "limit",
      limitUsd: 10,
      spentUsd: 9.9989,
      reservedUsd: 0.0004,
      estimateUsd: 0.01024,
      userId: "user-456",
    });
  });

  it("names no user, and no midnight, for an execution", () => {
    const error = new BudgetExceededError({ ...PROPS, scope: "execution" });

    expect(error.message).toMatch(/^The budget of this execution .*Raise budgets\.execution\.hardUsd\.$/);
    expect(error.userId).toBeUndefined();
  });

  it("writes amounts out, however small or large", () => {
    const { message } = new BudgetExceededError({
      ...PROPS,
      limitUsd: 1_000,
      spentUsd: 0,
      reservedUsd: 1e-6,
    });

    expect(message).toContain("of 1000 USD, 0 USD are spent and 0.000001 USD reserved");
  });

  it("is known across copies of its module", async () => {
    vi.resetModules();
    const copy = await import("../../../src/tracing/budgets/error");
    const error = new copy.BudgetExceededError(PROPS);

    expect(error).not.toBeInstanceOf(BudgetExceededError);
    expect(BudgetExceededError.isInstance(error)).toBe(true);
  });

  it.each([undefined, null, "BudgetExceededError", new Error("other"), { name: "BudgetExceededError" }])(
    "is told from anything else (%#)",
    (other) => {
      expect(BudgetExceededError.isInstance(other)).toBe(false);
    },
  );
});
