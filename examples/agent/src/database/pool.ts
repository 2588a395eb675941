import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Connection } from "./connection.js";

/** Of a new connection, and of the wait for one: in a rush, a run that has paid for its model rather waits than fails. */
const CONNECT_TIMEOUT_MS = 20_000;
/** The server ends a statement first, and says so. */
const STATEMENT_TIMEOUT_MS = 20_000;
/** Where the server does not even say so. */
const QUERY_TIMEOUT_MS = 25_000;
const IDLE_TIMEOUT_MS = 60_000;

/** Connections that are open, in use or not. */
const open = new WeakMap<pg.Pool, Set<pg.PoolClient>>();

/** When a connection was last given back after work that went well. */
const progress = new WeakMap<pg.Pool, number>();

export function createPool({ options }: Connection, size: number): pg.Pool {
  const pool = new pg.Pool({
    ...options,
    // an index of vectors is read on until enough rows pass the filters (pgvector 0.8; older ones read 40)
    options: [options.options, "-c hnsw.iterative_scan=strict_order"].filter(Boolean).join(" "),
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
  });
  const clients = new Set<pg.PoolClient>();
  open.set(pool, clients);
  pool.on("connect", (client) => {
    clients.add(client);
    // one that breaks while it is held, such as in a transaction: whoever holds it hears of it by its next statement
    client.on("error", () => undefined);
  });
  pool.on("remove", (client) => clients.delete(client));
  // one that breaks while nobody uses it is replaced: without a listener it would end the process
  pool.on("error", () => undefined);
  pool.on("release", (error: unknown, client) => {
    if (!error) progress.set(pool, performance.now());
    discardUnlessIdle(client);
  });
  return pool;
}

/** Whether somebody was done with a connection in the last so many milliseconds: a pool that is busy, and not stuck. */
export function hasProgressed(pool: pg.Pool, withinMs: number): boolean {
  const last = progress.get(pool);
  return last !== undefined && performance.now() - last < withinMs;
}

/** Lets those in use end what they do, and cuts them off after so long. */
export async function closePool(pool: pg.Pool, timeoutMs: number): Promise<void> {
  if (pool.ending) return;
  const timer = new AbortController();
  const timeout = delay(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([pool.end(), timeout]);
  timer.abort();
  for (const client of open.get(pool) ?? []) client.connection.stream.destroy();
}

/**
 * One that is given back in the middle of a transaction is not for others: its rollback has failed, or is missing. The checkpointer
 * gives it back so after a timeout.
 */
function discardUnlessIdle(client: pg.PoolClient): void {
  if (client.getTransactionStatus() !== "I") void client.end().catch(() => undefined);
}
