import { BudgetExceededError } from "langgraph-platform/tracing";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { JiraQueue } from "../../../src/jira/index.js";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { ACCOUNT_ID } from "../support/jira-site.js";
import { Gate } from "../support/scripted-runs.js";
import { World } from "../support/world.js";

const POST = "POST /rest/api/3/issue";

let database: JiraDatabase;

beforeAll(async () => {
  database = await startJiraDatabase();
});

afterAll(() => database.stop());

function tooExpensive(scope: "execution" | "day"): BudgetExceededError {
  const amounts = { limitUsd: 1, spentUsd: 1, reservedUsd: 0, estimateUsd: 1 };
  return new BudgetExceededError({ scope, ...amounts, date: "2026-11-24" });
}

describe("an issue", () => {
  it("is answered by a comment that says who wrote it", async () => {
    const world = await World.start(database);
    const worker = world.newWorker();
    // it has seen that there is nothing, and does not look again by itself
    const claim = vi.spyOn(worker.queue, "claim");
    await expect.poll(() => claim).toHaveResolved();
    await world.file(worker);

    expect(await world.delivery("answered")).toMatchObject({ attempts: 1, question: null, answer: null });
    expect(world.runs.requests).toMatchObject([
      { agent: "financial-analysis-agent", user: "jira", question: "What of FIN-1?", tags: ["jira"] },
    ]);
    expect(world.jira.site.comments("FIN-1").map(({ text }) => text)).toEqual([
      "It is liquid.\nWritten by an agent (financial-analysis-agent), not by a person. It may be wrong: check it before you rely on it.\n",
    ]);
  });

  it("is answered by whichever task looks first, where another one took it in", async () => {
    const world = await World.start(database);
    world.newWorker({ pollMs: 20 });
    world.jira.site.file("FIN-1");
    const queue = new JiraQueue(database.pool);
    await queue.accept({ hash: "a", issueKey: "FIN-1", author: undefined, question: "?" });

    expect(await world.delivery("answered")).toMatchObject({ attempts: 1 });
  });

  it("is answered although old deliveries cannot be forgotten", async () => {
    const world = await World.start(database);
    const forget = vi.spyOn(JiraQueue.prototype, "forget").mockRejectedValue(new Error("deadlock"));
    onTestFinished(() => forget.mockRestore());
    await world.file(world.newWorker());

    expect(await world.delivery("answered")).toMatchObject({ attempts: 1 });
    expect(world.log).toContainEqual({
      level: "warn",
      about: { reason: "Error" },
      message: "Old deliveries of Jira cannot be forgotten",
    });
  });

  it("is left alone where the agent's own account filed it", async () => {
    const world = await World.start(database);
    await world.file(world.newWorker(), "FIN-1", ACCOUNT_ID);

    expect(await world.delivery("dropped")).toMatchObject({
      reason: "The agent's own account has filed it.",
    });
    expect(world.runs.requests).toEqual([]);
  });

  it("is dropped when it is gone, before anything is spent on it", async () => {
    const world = await World.start(database);
    const { queue } = world.newWorker();
    await queue.accept({ hash: "a", issueKey: "FIN-404", author: undefined, question: "?" });

    expect(await world.delivery("dropped")).toMatchObject({
      reason: "FIN-404 is gone, or hidden from JIRA_EMAIL's account.",
    });
    expect(world.runs.requests).toEqual([]);
  });

  it("is answered beside others, but not beside too many", async () => {
    const world = await World.start(database);
    const gate = new Gate();
    world.runs.script = gate.script;
    const worker = world.newWorker({ concurrency: 2 });
    for (const key of ["FIN-1", "FIN-2", "FIN-3", "FIN-4", "FIN-5"]) await world.file(worker, key);
    await expect.poll(() => world.runs.active).toBe(2);
    gate.open();
    await expect
      .poll(async () => (await database.rows()).map(({ state }) => state))
      .toEqual(Array(5).fill("answered"));

    expect(world.runs.most).toBe(2);
  });
});

describe("a comment", () => {
  it("is written later where Jira fails, without asking the agent again", async () => {
    const world = await World.start(database);
    world.jira.setMode({ status: 503 }, { only: POST, times: 1 });
    const worker = world.newWorker({ pollMs: 20 });
    await world.file(worker);
    const waiting = await world.delivery("waiting");
    expect(waiting).toMatchObject({
      attempts: 1,
      answer: "It is liquid.",
      reason: "Jira answers 503 to POST /issue/FIN-1/comment.",
    });
    expect(waiting.wait_ms).toBeGreaterThan(20_000);
    await database.hurry();

    expect(await world.delivery("answered")).toMatchObject({ attempts: 2, reason: null });
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
    expect(world.runs.requests).toHaveLength(1);
  });

  it("is not written twice where Jira took it and did not say so", async () => {
    const world = await World.start(database);
    world.jira.setMode("unanswered", { only: POST, times: 1 });
    const worker = world.newWorker({ pollMs: 20 });
    await world.file(worker);
    await world.delivery("waiting");
    await database.hurry();
    await world.delivery("answered");

    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
    expect(world.jira.count("POST", "/issue/FIN-1/comment")).toBe(1);
  });

  it("is not written where Jira will never take it", async () => {
    const world = await World.start(database);
    world.jira.setMode({ status: 400 }, { only: POST });
    await world.file(world.newWorker());

    expect(await world.delivery("failed")).toMatchObject({
      reason: "Jira answers 400 to POST /issue/FIN-1/comment.",
      question: "What of FIN-1?",
    });
    expect(world.log.at(-1)).toMatchObject({ level: "error", message: "A delivery has failed" });
  });

  it("says so where an answer would cost more than a run may", async () => {
    const world = await World.start(database);
    world.runs.script = () => Promise.reject(tooExpensive("execution"));
    await world.file(world.newWorker());
    await world.delivery("answered");

    expect(world.jira.site.comments("FIN-1")[0]?.text).toMatch(
      /^To answer this issue would cost more than one question may\./,
    );
  });
});
