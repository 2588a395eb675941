import { BudgetExceededError } from "langgraph-platform/tracing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ThreadBusyError } from "../../src/database/threads.js";
import { RunTimeoutError, TooManyRunsError, UnknownAgentError } from "../../src/runs/errors.js";
import { failing, startServer } from "./support/server.js";

function budget(scope: "execution" | "user" | "day", rest: { storeFailure?: string } = {}) {
  const money = { limitUsd: 5, spentUsd: 4.999, reservedUsd: 0, estimateUsd: 0.01 };
  return new BudgetExceededError({ scope, ...money, userId: "alice", date: "2026-11-24", ...rest });
}

/** Nothing is spent, and what is left is reserved by others. */
function heldBudget() {
  const money = { limitUsd: 5, spentUsd: 0, reservedUsd: 5, estimateUsd: 0.01 };
  return new BudgetExceededError({ scope: "user", ...money, userId: "alice", date: "2026-11-24" });
}

/** As OpenAI's client has them. */
function refusedByProvider() {
  const message = "401 Incorrect API key provided: sk-canary";
  return Object.assign(new Error(message), { status: 401, requestID: "req_1", error: { message } });
}

/** As `fetch` has it where a body ends before its end. */
function brokenOff() {
  const cause = Object.assign(new Error("other side closed: canary"), { code: "UND_ERR_SOCKET" });
  return new TypeError("terminated", { cause });
}

/** As `pg` and Node have them. */
function outage(code: string, message: string) {
  return Object.assign(new Error(message), { code });
}

const CASES: readonly [string, unknown, number, string, "no" | "soon" | "midnight"][] = [
  ["an unknown agent", new UnknownAgentError("x", ["scripted"]), 404, "about:blank", "no"],
  ["a busy thread", new ThreadBusyError("t-1"), 409, "thread-busy", "soon"],
  ["too many runs of a user", new TooManyRunsError("user", 3), 429, "too-many-runs", "soon"],
  ["too many runs in all", new TooManyRunsError("service", 500), 503, "too-many-runs", "soon"],
  ["a run over its budget", budget("execution"), 429, "budget-exceeded", "no"],
  ["a user over the budget", budget("user"), 429, "budget-exceeded", "midnight"],
  ["a day over the budget", budget("day"), 429, "budget-exceeded", "midnight"],
  ["a budget that runs under way hold", heldBudget(), 429, "budget-reserved", "soon"],
  ["budgets that cannot be read", budget("user", { storeFailure: "canary" }), 503, "budget-unknown", "soon"],
  ["a run that took too long", new RunTimeoutError(120_000), 504, "run-timeout", "no"],
  ["a provider that refuses", refusedByProvider(), 502, "model-failed", "soon"],
  ["a provider that breaks off midway", brokenOff(), 502, "model-failed", "soon"],
  ["a database that is away", outage("ECONNREFUSED", "canary: 10.0.3.7:5432"), 503, "not-ready", "soon"],
  ["a database that fails over", outage("57P01", "canary"), 503, "not-ready", "soon"],
  [
    "a pool that has nothing left",
    new Error("timeout exceeded when trying to connect"),
    503,
    "not-ready",
    "soon",
  ],
  ["a statement that is wrong", outage("42P01", "canary"), 500, "about:blank", "no"],
  ["anything else", new Error("canary: at 10.0.3.7"), 500, "about:blank", "no"],
  ["what is no error", "canary", 500, "about:blank", "no"],
];

describe("an error", () => {
  it.each(CASES)("of %s has its status and type", async (_, error, status, type, retry) => {
    const { post } = await startServer({ script: failing(error) });
    for (const form of ["invoke", "stream"]) {
      const response = await post(`/agents/scripted/${form}`);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expect(response.headers.get("cache-control")).toBe("no-store");
      const problem = z.looseObject({ retryAfter: z.number().optional() }).parse(await response.json());
      expect(problem).toMatchObject({
        type: type === "about:blank" ? type : `urn:problem-type:${type}`,
        title: expect.any(String),
        status,
        detail: expect.any(String),
      });
      expect(JSON.stringify(problem)).not.toMatch(/canary|ECONN|10\.0|hardUsd|at .*\.(ts|js)/);
      const seconds = response.headers.get("retry-after");
      expect(problem.retryAfter ?? null).toBe(seconds === null ? null : Number(seconds));
      if (retry === "no") expect(seconds).toBeNull();
      if (retry === "soon") expect(seconds).toBe("5");
      if (retry === "midnight") {
        const left = 86_400 - (Date.now() % 86_400_000) / 1_000;
        expect(Math.abs(Number(seconds) - left)).toBeLessThan(60);
      }
    }
  });

  it("that nobody knows is the database's while that is not ready", async () => {
    const readiness = async () => "canary: 10.0.3.7 is not reached";
    const { post } = await startServer({ script: failing(new Error("canary")), readiness });
    const response = await post("/agents/scripted/invoke");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ type: "urn:problem-type:not-ready" });
    expect(text).not.toContain("canary");
  });

  it("of a user's budget tells the limit, and of the day's does not", async () => {
    const problemOf = async (scope: "user" | "day") => {
      const { post } = await startServer({ script: failing(budget(scope)) });
      return (await post("/agents/scripted/invoke")).json();
    };
    expect(await problemOf("user")).toMatchObject({ scope: "user", limit: 5 });
    expect(await problemOf("day")).not.toHaveProperty("limit");
  });

  it("of a route that is not there is a problem, too", async () => {
    const { url } = await startServer();
    for (const path of [
      "/",
      "/nothing",
      "/webhooks/jira",
      "/agents/%ff/invoke",
      `/agents/${"x".repeat(200)}/invoke`,
    ]) {
      const response = await fetch(`${url}${path}`);
      expect(response.headers.get("content-type"), path).toContain("application/problem+json");
      expect([400, 404, 414], path).toContain(response.status);
    }
  });
});
