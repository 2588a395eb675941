import fc from "fast-check";
import { BudgetExceededError } from "langgraph-platform/tracing";
import { describe, expect, it } from "vitest";
import { JiraError } from "../../src/jira/error.js";
import { verdictOn } from "../../src/jira/verdict.js";
import { RunTimeoutError, TooManyRunsError, UnknownAgentError } from "../../src/runs/errors.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 24, 12);
const FIRST = { attempts: 1, ageMs: 0 };

function budget(scope: "user" | "day", storeFailure?: string, spentUsd = 5): BudgetExceededError {
  const amounts = { limitUsd: 5, spentUsd, reservedUsd: 5 - spentUsd, estimateUsd: 0.1 };
  return new BudgetExceededError({ scope, ...amounts, userId: "jira", date: "2026-11-24", storeFailure });
}

/** Milliseconds until the next attempt. */
function delayAfter(error: unknown, tried = FIRST, now = NOON): number {
  const verdict = verdictOn(error, tried, now);
  if (verdict.state !== "waiting") throw new Error(`it is ${verdict.state}`);
  return verdict.delayMs;
}

describe("what becomes of a delivery", () => {
  it("is over where the issue is gone, or Jira will never take the comment", () => {
    expect(verdictOn(new JiraError("gone", "FIN-1 is gone."), FIRST, NOON)).toEqual({
      state: "dropped",
      reason: "FIN-1 is gone.",
    });
    expect(verdictOn(new JiraError("refused", "No."), FIRST, NOON)).toEqual({
      state: "failed",
      reason: "No.",
    });
    expect(verdictOn(new UnknownAgentError("x", []), FIRST, NOON)).toMatchObject({ state: "failed" });
  });

  it("waits longer after each attempt, and fails after ten", () => {
    const error = new JiraError("unavailable", "Jira answers 503.");
    const delays = Array.from({ length: 9 }, (_, index) =>
      delayAfter(error, { attempts: index + 1, ageMs: 0 }),
    );

    const least = [0.5, 1, 2, 4, 8, 15, 15, 15, 15].map((minutes) => minutes * MINUTE);
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(least[index] ?? 0);
      expect(delay).toBeLessThanOrEqual((least[index] ?? 0) * 1.2);
    }
    expect(verdictOn(error, { attempts: 10, ageMs: 0 }, NOON)).toEqual({
      state: "failed",
      reason: "Jira answers 503. It was tried 10 times.",
    });
  });

  it("counts attempts that say something of the delivery, and no others", () => {
    const counts = (error: unknown) => verdictOn(error, FIRST, NOON);
    for (const error of [
      new JiraError("unavailable", "x"),
      new JiraError("forbidden", "x"),
      new RunTimeoutError(1_000),
      new Error("x"),
      budget("day", "its database is gone"),
    ]) {
      expect(counts(error)).toMatchObject({ state: "waiting", counts: true });
    }
    for (const error of [
      new JiraError("misconfigured", "x"),
      new JiraError("busy", "x"),
      new TooManyRunsError("user", 4),
      budget("user"),
      budget("day"),
    ]) {
      expect(counts(error)).toMatchObject({ state: "waiting", counts: false });
      expect(verdictOn(error, { attempts: 1_000, ageMs: DAY }, NOON)).toMatchObject({ state: "waiting" });
      expect(verdictOn(error, { attempts: 1, ageMs: 3 * DAY }, NOON)).toMatchObject({
        state: "failed",
        reason: expect.stringContaining("It has waited for 3 days."),
      });
    }
  });

  it("waits for wrong credentials to be put right, as does all the rest", () => {
    expect(verdictOn(new JiraError("misconfigured", "Check it."), FIRST, NOON)).toMatchObject({
      reason: "Check it.",
      delayMs: 5 * MINUTE,
      pauseMs: 5 * MINUTE,
    });
  });

  it("waits as long as Jira wants, up to an hour, as does all the rest", () => {
    const busy = (retryAfterMs?: number) =>
      verdictOn(new JiraError("busy", "x", { retryAfterMs }), FIRST, NOON);

    expect(busy(7_000)).toMatchObject({ delayMs: 7_000, pauseMs: 7_000 });
    expect(busy(9 * HOUR)).toMatchObject({ delayMs: HOUR, pauseMs: HOUR });
    expect(delayAfter(new JiraError("busy", "x"))).toBeGreaterThanOrEqual(MINUTE);
    expect(delayAfter(new JiraError("unavailable", "x", { retryAfterMs: 10 * MINUTE }))).toBe(10 * MINUTE);
  });

  it("waits for midnight UTC where a budget is used up, and not for the same moment as others", () => {
    fc.assert(
      fc.property(fc.integer({ min: NOON, max: NOON + 10 * DAY }), (now) => {
        const at = now + delayAfter(budget("user"), FIRST, now);
        const midnight = Math.ceil((now + 1) / DAY) * DAY;
        expect(at).toBeGreaterThanOrEqual(midnight);
        expect(at).toBeLessThanOrEqual(midnight + 10 * MINUTE);
      }),
    );
    expect(verdictOn(budget("user"), FIRST, NOON)).toMatchObject({
      reason: "The budget (user) is used up until midnight UTC.",
    });
  });

  it("waits a minute where runs under way hold what is left of a budget", () => {
    const held = budget("day", undefined, 1);
    expect(verdictOn(held, FIRST, NOON)).toMatchObject({ state: "waiting", counts: false });
    expect(delayAfter(held)).toBeGreaterThanOrEqual(MINUTE);
    expect(delayAfter(held)).toBeLessThan(2 * MINUTE);
  });

  it("never tells an error's text, which may hold anything", () => {
    const secret = "canary-secret";
    const errors = [
      new Error(secret),
      Object.assign(new TypeError(secret), { code: "ECONNRESET" }),
      Object.assign(new Error(secret), { name: `${secret} name`, code: `${secret} code` }),
      secret,
      { message: secret },
      undefined,
    ];
    const reasons = errors.map((error) => verdictOn(error, FIRST, NOON).reason);

    expect(reasons.join()).not.toContain(secret);
    expect(reasons.slice(0, 3)).toEqual([
      "It could not be answered (Error).",
      "It could not be answered (TypeError, ECONNRESET).",
      "It could not be answered (Error).",
    ]);
  });
});
