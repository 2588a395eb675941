import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Databases } from "./support/database/databases";
import { ask, reasons, startAgent, untilHealthy, untilUnhealthy } from "./support/database/serving";
import { DatabaseTask } from "./support/database/task";

const TASKS = 3;
const ROUNDS = 4;

let databases: Databases;

beforeAll(async () => {
  databases = await Databases.start();
});
afterAll(() => databases?.stop());

const times = (count: number) => Array.from({ length: count });

describe("tasks that start at once on an empty database", () => {
  it("all come up, and serve, in every one of several rounds", async () => {
    for (const _ of times(ROUNDS)) {
      const { uri, pool } = await databases.create();

      const tasks = await Promise.all(times(TASKS).map(() => startAgent({ DATABASE_URI: uri })));
      await Promise.all(tasks.map(untilHealthy));

      const { rows } = await pool.query(
        "select id, count(*)::int from agent_migrations group by id having count(*) > 1",
      );
      expect(rows).toEqual([]);
      // nobody has stumbled over another
      expect(tasks.map(({ output }) => output).join("")).not.toContain("The database is not up");
      expect((await Promise.all(tasks.map((task) => ask(task)))).map(({ status }) => status)).toEqual([
        200, 200, 200,
      ]);
      await Promise.all(tasks.map((task) => task.stop()));
    }
  });

  it("all come up where ten do, each with connections of its own", async () => {
    const { uri } = await databases.create();
    const tasks = await Promise.all(times(10).map(() => DatabaseTask.start({ DATABASE_URI: uri })));

    await Promise.all(tasks.map((task) => task.do("start")));

    expect(await Promise.all(tasks.map((task) => task.do("readiness")))).toEqual(times(10));
  });
});

describe("a task that dies in the middle of a migration", () => {
  it("leaves nothing, and holds nobody up", async () => {
    const { uri, pool } = await databases.create();
    const dying = await DatabaseTask.start({ DATABASE_URI: uri, HANGS: "true" });
    void dying.do("start");
    await dying.hangs;
    const next = await DatabaseTask.start({ DATABASE_URI: uri });
    const started = next.do("start");
    await expect.poll(() => waiters(pool)).toBe(1);

    await dying.kill();
    await started;

    expect(await next.do("readiness")).toBeUndefined();
  });

  it("holds nobody up for ever where its connection stays open, and meanwhile the others say what they wait for", async () => {
    const { uri } = await databases.create();
    // longer than one takes to come up, and waits for the lock before saying so
    const frozen = await DatabaseTask.start({ DATABASE_URI: uri, HANGS: "true", IDLE_TRANSACTION: "30s" });
    void frozen.do("start");
    expect(await frozen.hangs).toBe("1min");
    frozen.freeze();
    const agent = await startAgent({ DATABASE_URI: uri });

    await untilUnhealthy(agent, /migrations are not done: another task is at them/);
    // the server ends a transaction that has been idle for too long
    await expect.poll(() => reasons(agent)).toEqual([]);
  });
});

describe("a migration that fails", () => {
  it("is told by /health and in the log, and done when it can be", async () => {
    const { uri, pool } = await databases.create();
    // in the way of a table of its own
    await pool.query("create table threads (canary text)");

    const agent = await startAgent({ DATABASE_URI: uri });

    await untilUnhealthy(agent, /^The migration threads-1 fails \(42P07\), and has been rolled back/);
    await agent.untilSays(/"detail":"The migration threads-1 fails: relation \\"threads\\" already exists"/);
    const { rows } = await pool.query("select id from agent_migrations");
    expect(rows).toEqual([{ id: "checkpointer" }]);
    await pool.query("drop table threads");
    await untilHealthy(agent);
  });
});

/** Who waits for an advisory lock. */
async function waiters(pool: {
  query(sql: string): Promise<{ rows: { count: number }[] }>;
}): Promise<number> {
  const { rows } = await pool.query(
    "select count(*)::int from pg_locks where locktype = 'advisory' and not granted",
  );
  return rows[0]?.count ?? 0;
}
