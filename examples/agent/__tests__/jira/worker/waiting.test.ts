import { BudgetExceededError } from "langgraph-platform/tracing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { World } from "../support/world.js";

let database: JiraDatabase;

beforeAll(async () => {
  database = await startJiraDatabase();
});

afterAll(() => database.stop());

function tooExpensive(scope: "execution" | "day"): BudgetExceededError {
  const amounts = { limitUsd: 1, spentUsd: 1, reservedUsd: 0, estimateUsd: 1 };
  return new BudgetExceededError({ scope, ...amounts, date: "2026-11-24" });
}

describe("what has to wait", () => {
  it("waits for midnight where the day's budget is used up, and that is no attempt", async () => {
    const world = await World.start(database);
    world.runs.script = () => Promise.reject(tooExpensive("day"));
    await world.file(world.newWorker());

    expect(await world.delivery("waiting")).toMatchObject({
      attempts: 0,
      reason: "The budget (day) is used up until midnight UTC.",
    });
  });

  it("waits for the credentials to be put right, and so does all the rest", async () => {
    const world = await World.start(database);
    world.jira.setMode({ status: 401 });
    const worker = world.newWorker({ concurrency: 1, pollMs: 20 });
    await world.file(worker, "FIN-1");
    await world.delivery("waiting");
    const claim = vi.spyOn(worker.queue, "claim");
    await world.file(worker, "FIN-2");
    // another process asks for itself
    world.newWorker({ pollMs: 20 });
    await expect.poll(() => world.jira.count("GET", "/myself")).toBe(2);

    expect(claim).not.toHaveBeenCalled();
    expect(world.log[0]).toMatchObject({
      level: "warn",
      message: "A delivery has to wait",
      about: {
        issue: "FIN-1",
        reason: "Jira answers 401 to GET /myself: check JIRA_EMAIL and JIRA_API_TOKEN.",
      },
    });
    expect(world.runs.requests).toEqual([]);
  });

  it("waits as long as Jira says", async () => {
    const world = await World.start(database);
    world.jira.setMode({ status: 429, headers: { "retry-after": "120" } });
    await world.file(world.newWorker());
    const { wait_ms: waitMs, attempts } = await world.delivery("waiting");

    expect(attempts).toBe(0);
    expect(waitMs).toBeGreaterThan(100_000);
    expect(waitMs).toBeLessThanOrEqual(120_000);
  });

  it("fails after ten attempts, and says why without what is internal", async () => {
    const world = await World.start(database);
    world.runs.script = () => Promise.reject(new TypeError("canary: key sk-123 of host db.internal"));
    const worker = world.newWorker({ pollMs: 20 });
    await world.file(worker);
    await world.delivery("waiting");
    await database.pool.query("update jira_deliveries set attempts = 9, available_at = now()");

    expect(await world.delivery("failed")).toMatchObject({
      attempts: 10,
      reason: "It could not be answered (TypeError). It was tried 10 times.",
    });
    expect(await world.traces()).not.toContain("canary");
  });

  it("fails where the tasks that worked on it have all ended, without one more trial", async () => {
    const world = await World.start(database);
    const worker = world.newWorker({ pollMs: 20 });
    await database.pool.query(
      `insert into jira_deliveries (hash, issue_key, question, state, attempts)
       values ('a', 'FIN-1', '?', 'working', 10)`,
    );

    expect(await world.delivery("failed")).toMatchObject({
      reason: "The tasks that worked on it have ended, 10 times.",
    });
    expect(world.jira.requests).toEqual([]);
    await worker.stop(AbortSignal.abort());
  });
});
