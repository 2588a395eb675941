import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.js";
import { createThreads } from "../../src/database/threads.js";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./support/embedded.js";
import { rememberingGraph } from "./support/graph.js";

const AT_ONCE = 50;
/** Queries of 50 ms: all together they take three times as long as anybody waits for an answer. */
const RUSH = 120;

describe("a pool of one connection", () => {
  let postgres: EmbeddedPostgres;
  let database: Database;

  beforeAll(async () => {
    postgres = await startEmbeddedPostgres();
    database = openDatabase({ uri: postgres.uri, poolSize: 1 }, []);
    await database.start(new AbortController().signal);
  });
  afterAll(async () => {
    await database.close(1_000);
    await postgres.stop();
  });

  it("serves many runs at once, each with its thread and its checkpoints, beside readiness", async () => {
    const threads = createThreads(database.pool);
    const graph = rememberingGraph(database.checkpointer);
    const run = async (user: string) => {
      const lease = await threads.lease(user, "mine", 60_000);
      const said = await graph.tell(lease.checkpointThreadId, `I am ${user}`);
      await lease.release();
      return said;
    };
    const users = Array.from({ length: AT_ONCE }, (_, index) => `user ${index}`);

    const [first] = await Promise.all([
      Promise.all(users.map(run)),
      ...users.map(async () => expect(await database.readiness()).toBeUndefined()),
    ]);
    const second = await Promise.all(users.map(run));

    for (const [index, user] of users.entries()) {
      const once = [`I am ${user}`, "heard", "thought"];
      expect(first[index]).toEqual(once);
      expect(second[index]).toEqual([...once, ...once]);
    }
    expect(database.pool.totalCount).toBe(1);
    expect(database.pool.waitingCount).toBe(0);
  });

  it("is ready in a rush that keeps it busy for longer than anybody waits for an answer, since it gets on", async () => {
    const rush = Promise.all(
      Array.from({ length: RUSH }, () => database.pool.query("select pg_sleep(0.05)")),
    );
    // what was known before the rush is known no more
    await expect.poll(() => database.pool.waitingCount).toBeLessThan(RUSH - 20);

    expect(await database.readiness()).toBeUndefined();
    expect(database.pool.waitingCount).toBeGreaterThan(0);
    await rush;
  });

  it("does not hand on a connection that was given back in the middle of a transaction", async () => {
    const client = await database.pool.connect();
    await client.query("begin");
    await client.query("create table forgotten (id integer)");
    client.release();

    const { rows } = await database.pool.query("select to_regclass('forgotten') as found");

    expect(rows).toEqual([{ found: null }]);
  });
});
