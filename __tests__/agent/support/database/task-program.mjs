// A task that does with the database what the test says, by the agent's own built modules.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(join(folder, "dist/database", `${name}.js`)).href);
const [{ openDatabase }, { createThreads }, { deleteIdleThreads }] = await Promise.all(
  ["database", "threads", "retention"].map(load),
);

const { DATABASE_URI: uri, POOL_SIZE: poolSize = "2", LEASE_MS: leaseMs = "60000" } = process.env;
const { HANGS, IDLE_TRANSACTION: idle } = process.env;
const IDLE_TIMEOUT = "idle_in_transaction_session_timeout";
const hanging = {
  id: "hanging",
  up: async (client) => {
    await client.query("create table hanging (id integer)");
    const { rows } = await client.query(`show ${IDLE_TIMEOUT}`);
    if (idle !== undefined) await client.query(`set ${IDLE_TIMEOUT} = '${idle}'`);
    process.send({ hangs: rows[0][IDLE_TIMEOUT] });
    await new Promise(() => undefined);
  },
};
const passing = { id: "hanging", up: (client) => client.query("create table hanging (id integer)") };
const database = openDatabase({ uri, poolSize: Number(poolSize) }, [HANGS === "true" ? hanging : passing]);
const threads = createThreads(database.pool, { leaseMs: Number(leaseMs) });
const leases = [];

const commands = {
  start: () => database.start(new AbortController().signal),
  readiness: () => database.readiness(),
  query: async (sql) => (await database.pool.query(sql)).rows,
  sweep: (days) => deleteIdleThreads(database.pool, days),
  lease: async (user, threadId, ttlMs) => {
    const lease = await threads.lease(user, threadId, ttlMs);
    leases.push(lease);
    return lease.checkpointThreadId;
  },
  release: () => leases.shift()?.release(),
  isLost: () => leases[0]?.lost.aborted,
  close: (timeoutMs) => database.close(timeoutMs),
};

process.on("message", async ({ id, command, args }) => {
  try {
    process.send({ id, value: await commands[command](...args) });
  } catch (error) {
    process.send({ id, error: error.name, message: error.message });
  }
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.send({ isReady: true });
