import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
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
    const leaseMs = 400;
    const worker = world.newWorker({ leaseMs });
    world.newWorker({ leaseMs, pollMs: 20 });
    await world.file(worker);
    await vi.waitFor(() => expect(world.runs.active).toBe(1));
    // longer than it would last by itself
    const { rows } = await database.pool.query<{ end: Date }>(
      "select available_at as end from jira_deliveries",
    );
    await vi.waitFor(
      async () => {
        const [row] = await database.rows();
        const { rows: later } = await database.pool.query<{ end: Date }>(
          "select available_at as end from jira_deliveries",
        );
        expect(row?.state).toBe("working");
        expect(Number(later[0]?.end)).toBeGreaterThan(Number(rows[0]?.end) + 3 * leaseMs);
      },
      { timeout: 20_000 },
    );
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
    await gone.claim(300);
    world.newWorker({ pollMs: 20 });
    expect((await database.rows())[0]).toMatchObject({ state: "working", attempts: 1 });

    expect(await world.delivery("answered")).toMatchObject({ attempts: 2 });
  });

  it("that is lost ends the run, and no comment is written", async () => {
    const world = await World.start(database);
    world.runs.script = () => new Promise(() => undefined);
    const worker = world.newWorker({ leaseMs: 300 });
    await world.file(worker);
    await vi.waitFor(() => expect(world.runs.active).toBe(1));
    await database.pool.query(
      "update jira_deliveries set lease = gen_random_uuid(), available_at = now() + interval '1 h'",
    );
    await vi.waitFor(() => expect(world.runs.active).toBe(0), { timeout: 10_000 });
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
    await vi.waitFor(() => expect(world.runs.active).toBe(1));
    await database.pool.query(
      "update jira_deliveries set lease = gen_random_uuid(), available_at = now() + interval '1 h'",
    );
    gate.open();
    await worker.stop(new AbortController().signal);

    expect(world.jira.count("POST", "/issue/FIN-1/comment")).toBe(0);
  });
});
