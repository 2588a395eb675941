import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.js";
import { deleteIdleThreads, retainThreads } from "../../src/database/retention.js";
import { createThreads, type Threads } from "../../src/database/threads.js";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./support/embedded.js";
import { rememberingGraph } from "./support/graph.js";

const DAYS = 30;

let postgres: EmbeddedPostgres;
let database: Database;
let threads: Threads;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  database = openDatabase({ uri: postgres.uri, poolSize: 1 }, []);
  await database.start(new AbortController().signal);
  threads = createThreads(database.pool);
});
afterAll(async () => {
  await database.close(1_000);
  await postgres.stop();
});
beforeEach(() => database.pool.query("truncate threads, checkpoints, checkpoint_blobs, checkpoint_writes"));

/** A thread with a checkpoint, last used so many days ago. */
async function thread(id: string, daysAgo: number): Promise<string> {
  const { checkpointThreadId, release } = await threads.lease("alice", id, 60_000);
  await rememberingGraph(database.checkpointer).tell(checkpointThreadId, "hello");
  await release();
  await database.pool.query(
    "update threads set used_at = now() - $1 * interval '1 day' where checkpoint_id = $2",
    [daysAgo, checkpointThreadId],
  );
  return checkpointThreadId;
}

async function idsIn(table: string): Promise<readonly unknown[]> {
  const rows = await postgres.query<{ thread_id: unknown }>(`select distinct thread_id from ${table}`);
  return rows.map(({ thread_id }) => thread_id);
}

describe("threads that nobody uses", () => {
  it("are deleted after so many days, with all that LangGraph keeps of them", async () => {
    const old = await thread("old", DAYS + 0.1);
    const young = await thread("young", DAYS - 0.1);
    const tables = await postgres.query<{ name: string }>(
      "select table_name as name from information_schema.columns where column_name = 'thread_id' and table_schema = 'public'",
    );
    expect(tables).toHaveLength(3);
    for (const { name } of tables) expect(await idsIn(name)).toContain(old);

    expect(await deleteIdleThreads(database.pool, DAYS)).toBe(1);

    for (const { name } of tables) expect(await idsIn(name)).toEqual([young]);
    expect((await threads.lease("alice", "old", 1_000)).checkpointThreadId).not.toBe(old);
    expect((await threads.lease("alice", "young", 1_000)).checkpointThreadId).toBe(young);
  });

  it("are kept while a run has them", async () => {
    await threads.lease("alice", "long-run", 60_000);
    await database.pool.query("update threads set used_at = now() - interval '90 days'");

    expect(await deleteIdleThreads(database.pool, DAYS)).toBe(0);
  });

  it("are deleted in batches, until none is left", async () => {
    await database.pool.query(
      `insert into threads (owner, id, checkpoint_id, used_at)
       select 'alice', n::text, gen_random_uuid(), now() - interval '90 days' from generate_series(1, 250) as n`,
    );
    const query = vi.spyOn(database.pool, "query");

    expect(await deleteIdleThreads(database.pool, DAYS)).toBe(250);
    expect(query).toHaveBeenCalledTimes(3);
    query.mockRestore();
  });

  it("are not begun with after the signal", async () => {
    await thread("old", DAYS + 1);

    expect(await deleteIdleThreads(database.pool, DAYS, AbortSignal.abort())).toBe(0);
  });

  it("are looked for again and again until the signal, whatever fails", async () => {
    const stop = new AbortController();
    const onDeleted = vi.fn();
    const onError = vi.fn();
    await thread("first", DAYS + 1);
    const kept = retainThreads(database.pool, {
      days: DAYS,
      signal: stop.signal,
      intervalMs: 10,
      onDeleted,
      onError,
    });
    await expect.poll(() => onDeleted).toHaveBeenCalledExactlyOnceWith(1);

    await database.pool.query("alter table threads rename to elsewhere");
    await expect.poll(() => onError).toHaveBeenCalled();
    await database.pool.query("alter table elsewhere rename to threads");
    await thread("second", DAYS + 1);
    await expect.poll(() => onDeleted).toHaveBeenCalledTimes(2);

    stop.abort();
    await kept;
  });
});
