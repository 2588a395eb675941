import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { Gate } from "../support/scripted-runs.js";
import { World } from "../support/world.js";

const POST = "POST /rest/api/3/issue";

let database: JiraDatabase;

beforeAll(async () => {
  database = await startJiraDatabase();
});

afterAll(() => database.stop());

describe("a worker that stops", () => {
  it("finishes what is under way, and takes nothing more", async () => {
    const world = await World.start(database);
    const gate = new Gate();
    world.runs.script = gate.script;
    const worker = world.newWorker({ concurrency: 1 });
    await world.file(worker, "FIN-1");
    await expect.poll(() => world.runs.active).toBe(1);
    const stopped = worker.stop(new AbortController().signal);
    await world.file(worker, "FIN-2");
    gate.open();
    await stopped;

    expect((await database.rows()).map(({ state }) => state)).toEqual(["answered", "waiting"]);
  });

  it("gives back what does not end in time, at once and as if nothing had been", async () => {
    const world = await World.start(database);
    world.runs.script = () => new Promise(() => undefined);
    const worker = world.newWorker();
    await world.file(worker);
    await expect.poll(() => world.runs.active).toBe(1);
    const abort = new AbortController();
    const stopped = worker.stop(abort.signal);
    abort.abort();
    await stopped;

    expect(world.runs.active).toBe(0);
    const [row] = await database.rows();
    expect(row).toMatchObject({ state: "waiting", attempts: 0, reason: null });
    expect(row?.wait_ms).toBeLessThanOrEqual(0);

    world.runs.script = () => "Done.";
    world.newWorker({ pollMs: 20 });
    expect(await world.delivery("answered")).toMatchObject({ attempts: 1 });
  });

  it("gives back a comment that is on its way only when Jira has made up its mind", async () => {
    const world = await World.start(database);
    world.jira.setMode("hung", { only: POST });
    const worker = world.newWorker();
    await world.file(worker);
    await world.jira.until(() => world.jira.count("POST", "/issue/FIN-1/comment") === 1);
    await worker.stop(AbortSignal.abort());

    const [row] = await database.rows();
    expect(row).toMatchObject({ state: "waiting", attempts: 0, answer: "It is liquid." });
    expect(row?.wait_ms).toBeGreaterThan(20_000);
  });

  it("stops where there is no database, of which it has said so once", async () => {
    const world = await World.start(database);
    const pool = new pg.Pool({ host: "127.0.0.1", port: 1, password: "canary-password" });
    const worker = world.newWorker({ pool, pollMs: 5 });
    await expect.poll(() => world.log).toHaveLength(1);
    await worker.stop(new AbortController().signal);

    expect(world.log).toEqual([
      {
        level: "warn",
        about: { reason: expect.stringContaining("ECONNREFUSED") },
        message: "Deliveries of Jira cannot be taken",
      },
    ]);
  });
});
