import { afterAll, beforeAll, expect, it } from "vitest";
import { silentPool } from "../support/postgres/pool";
import { AgentWorld } from "./support/agent-world";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());

it("a connection that breaks in the middle of a transaction costs its run, and not the task", async () => {
  const env = await world.environment();
  const task = await world.task({ env });
  const other = silentPool({ connectionString: env.DATABASE_URI, max: 2 });
  const client = await other.connect();
  try {
    await client.query("begin");
    await client.query("lock table checkpoints in exclusive mode");
    const invoked = task.invoke();
    const blocked = "from pg_stat_activity where wait_event_type = 'Lock' and state = 'active'";
    await expect.poll(async () => (await other.query(`select 1 ${blocked}`)).rowCount).toBe(1);
    await other.query(`select pg_terminate_backend(pid) ${blocked}`);
    await client.query("rollback");

    expect((await invoked).status).toBe(503);
    await task.untilHealthy();
    expect((await task.invoke({ user: "bob" })).status).toBe(200);
    expect(task.process.logs.filter(({ level }) => level === "fatal")).toEqual([]);
  } finally {
    client.release();
    await other.end();
  }
});
