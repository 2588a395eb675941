import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JiraQueue } from "../../../src/jira/index.js";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { hashOf } from "../support/deliveries.js";
import { Gate } from "../support/scripted-runs.js";
import { World } from "../support/world.js";

let database: JiraDatabase;

beforeAll(async () => {
  database = await startJiraDatabase();
});

afterAll(() => database.stop());

describe("a lease", () => {
  it("is renewed while the agent thinks, so that nobody else does", async () => {
    const world = await World.start(database);
    const gate = new Gate();
    world.runs.script = gate.script;
    // renewed three times meanwhile, on a busy machine too
    const leaseMs = 6_000;
    const worker = world.newWorker({ leaseMs });
    world.newWorker({ leaseMs, pollMs: 20 });
    await world.file(worker);
    await expect.poll(() => world.runs.active).toBe(1);
    const end = async () => {
      const { rows } = await database.pool.query<{ end: Date }>(
        "select available_at as end from jira_deliveries",
      );
      return Number(rows[0]?.end);
    };
    // longer than it would last by itself
    await expect.poll(end).toBeGreaterThan((await end()) + leaseMs);
    expect(await database.rows()).toMatchObject([{ state: "working", attempts: 1 }]);
    gate.open();
    await world.delivery("answered");

    expect(world.runs.requests).toHaveLength(1);
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });

  it("ends by itself when its task is gone, and another takes over", async () => {
    const world = await World.start(database);
    const gone = new JiraQueue(database.pool);
    world.jira.site.file("FIN-1");
    await gone.accept({ hash: "a", issueKey: "FIN-1", author: undefined, question: "?" });
    const claimedAt = performance.now();
    await gone.claim(1_000);
    world.newWorker({ pollMs: 20 });

    expect(await world.delivery("answered")).toMatchObject({ attempts: 2 });
    expect(performance.now() - claimedAt).toBeGreaterThan(900);
  });

  it("that is lost ends the run, and no comment is written", async () => {
    const world = await World.start(database);
    world.runs.script = () => new Promise(() => undefined);
    const worker = world.newWorker({ leaseMs: 300 });
    await world.file(worker);
    await expect.poll(() => world.runs.active).toBe(1);
    await database.pool.query(
      "update jira_deliveries set lease = gen_random_uuid(), available_at = now() + interval '1 h'",
    );
    await expect.poll(() => world.runs.active).toBe(0);
    await worker.stop(new AbortController().signal);

    expect(world.log.at(-1)).toMatchObject({
      level: "warn",
      about: { issue: "FIN-1", delivery: hashOf("FIN-1") },
    });
    expect(world.jira.count("POST", "/issue/FIN-1/comment")).toBe(0);
    expect(await database.rows()).toMatchObject([{ state: "working" }]);
  });

  it("that was lost unnoticed is noticed before the comment", async () => {
    const world = await World.start(database);
    const gate = new Gate();
    world.runs.script = gate.script;
    const worker = world.newWorker();
    await world.file(worker);
    await expect.poll(() => world.runs.active).toBe(1);
    await database.pool.query(
      "update jira_deliveries set lease = gen_random_uuid(), available_at = now() + interval '1 h'",
    );
    gate.open();
    await worker.stop(new AbortController().signal);

    expect(world.jira.count("POST", "/issue/FIN-1/comment")).toBe(0);
  });
});
