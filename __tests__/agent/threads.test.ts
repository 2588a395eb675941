import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Databases, type TestDatabase } from "./support/database/databases";
import { DatabaseTask, type TaskError } from "./support/database/task";

const TTL_MS = 600_000;
/** Of a task that is to lose it. */
const SHORT_LEASE_MS = 1_500;
/** Of a task that is to keep it: renewed four times meanwhile, on a busy machine too. */
const LEASE_MS = 10_000;

let databases: Databases;

beforeAll(async () => {
  databases = await Databases.start();
});
afterAll(() => databases?.stop());

async function startTasks(
  { uri }: TestDatabase,
  count: number,
  leaseMs = LEASE_MS,
): Promise<readonly DatabaseTask[]> {
  const env = { DATABASE_URI: uri, LEASE_MS: String(leaseMs) };
  const tasks = await Promise.all(Array.from({ length: count }, () => DatabaseTask.start(env)));
  await Promise.all(tasks.map((task) => task.do("start")));
  return tasks;
}

/** A task whose leases are short, and another one. */
async function startHolderAndOther() {
  const database = await databases.create();
  const [[holder], [other]] = await Promise.all([
    startTasks(database, 1, SHORT_LEASE_MS),
    startTasks(database, 1),
  ]);
  return { holder, other };
}

describe("a thread", () => {
  it("goes to one of three tasks that ask for it at once, and to each in turn", async () => {
    const tasks = await startTasks(await databases.create(), 3);

    for (let round = 0; round < 30; round += 1) {
      const asked = await Promise.allSettled(tasks.map((task) => task.do("lease", "alice", "mine", TTL_MS)));

      const refused = asked.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      expect(refused).toHaveLength(2);
      for (const error of refused)
        expect(error).toMatchObject({ name: "ThreadBusyError" } satisfies Partial<TaskError>);
      await Promise.all(tasks.map((task) => task.do("release")));
    }
  });

  it("stays with its run past the time that a lease lasts", async () => {
    const [holder, other] = await startTasks(await databases.create(), 2);
    await holder?.do("lease", "alice", "mine", TTL_MS);
    const begunAt = performance.now();

    while (performance.now() - begunAt < 1.2 * LEASE_MS) {
      await expect(other?.do("lease", "alice", "mine", TTL_MS)).rejects.toThrow(/under way/);
      await delay(LEASE_MS / 100);
    }
    expect(await holder?.do("isLost")).toBe(false);
  });

  it("is free again soon after its task was killed, with all that it remembers", async () => {
    const { holder, other } = await startHolderAndOther();
    const kept = await holder?.do("lease", "alice", "mine", TTL_MS);

    await holder?.kill();

    await expect.poll(() => other?.do("lease", "alice", "mine", TTL_MS)).toBe(kept);
  });

  it("is known to be lost by a task that was away for too long", async () => {
    const { holder, other } = await startHolderAndOther();
    const kept = await holder?.do("lease", "alice", "mine", TTL_MS);

    holder?.freeze();
    await expect.poll(() => other?.do("lease", "alice", "mine", TTL_MS)).toBe(kept);
    holder?.thaw();

    await expect.poll(() => holder?.do("isLost")).toBe(true);
    // what is not its own any more it cannot free
    await holder?.do("release");
    await expect(holder?.do("lease", "alice", "mine", TTL_MS)).rejects.toThrow(/under way/);
  });
});

describe("threads that nobody uses", () => {
  it("are deleted once, by tasks that look for them at once", async () => {
    const database = await databases.create();
    const tasks = await startTasks(database, 3);
    await database.pool.query(
      `insert into threads (owner, id, checkpoint_id, used_at)
       select 'alice', n::text, gen_random_uuid(), now() - interval '31 days' from generate_series(1, 1000) as n`,
    );

    const counts = await Promise.all(tasks.map((task) => task.do("sweep", 30)));

    expect(counts.reduce((sum: number, count) => sum + Number(count), 0)).toBe(1_000);
    const { rows } = await database.pool.query("select count(*)::int as left from threads");
    expect(rows).toEqual([{ left: 0 }]);
  });

  it("are one task's to delete while it does", async () => {
    const database = await databases.create();
    const [task] = await startTasks(database, 1);
    await database.pool.query(
      "insert into threads (owner, id, checkpoint_id, used_at) values ('alice', 'old', gen_random_uuid(), now() - interval '31 days')",
    );
    const other = await database.pool.connect();
    await other.query("begin; select pg_advisory_xact_lock(5432003)");

    expect(await task?.do("sweep", 30)).toBe(0);
    await other.query("rollback");
    other.release();
    expect(await task?.do("sweep", 30)).toBe(1);
  });
});
