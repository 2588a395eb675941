import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type pg from "pg";
import type { DatabaseSettings } from "../settings/settings.js";
import { checkpointerMigration } from "./checkpointer.js";
import { connectionOf } from "./connection.js";
import { checkIds, countDone } from "./migrate.js";
import type { Migration } from "./migration.js";
import { closePool, createPool, hasProgressed } from "./pool.js";
import { CHECK_TIMEOUT_MS, readiness } from "./readiness.js";
import { NO_ANSWER, reasonOf } from "./reasons.js";
import { migrateUntilDone } from "./startup.js";
import { threadMigrations } from "./thread-migrations.js";

export type { Migration } from "./migration.js";

/** Longer than most work holds a connection, and shorter than load balancers have patience. */
const PROGRESS_MS = 5_000;

/** PostgreSQL, as everything here sees it: one pool of connections to a server that was verified. */
export interface Database {
  /** No code may need two of its connections at once: it may have one alone. */
  readonly pool: pg.Pool;
  /** Keeps LangGraph's checkpoints, on the same pool. */
  readonly checkpointer: PostgresSaver;
  /** Why it cannot serve, in words, or undefined. Never throws, and answers within two seconds. */
  readiness(): Promise<string | undefined>;
  /** Tries to connect and to migrate until it has, or until the signal. Never throws: `readiness` tells what is wrong. */
  start(signal: AbortSignal): Promise<void>;
  /** Waits for connections that are in use, and breaks them off after so long. Never throws. */
  close(timeoutMs: number): Promise<void>;
}

export interface DatabaseOptions {
  /** Hears why the database does not come up, once for each new reason, with what PostgreSQL says about it. */
  readonly onProblem?: (reason: string, detail: string | undefined) => void;
}

/**
 * Connects to nothing yet. Beside the migrations it does those of checkpoints and threads.
 *
 * @throws SettingsError with every problem of address and certificates
 */
export function openDatabase(
  settings: DatabaseSettings,
  migrations: readonly Migration[],
  { onProblem = () => undefined }: DatabaseOptions = {},
): Database {
  const all = [checkpointerMigration, ...threadMigrations, ...migrations];
  checkIds(all);
  const connection = connectionOf(settings);
  const pool = createPool(connection, settings.poolSize);
  const closing = new AbortController();
  let notStarted: string | undefined = "The database is being connected to.";

  const check = async () => {
    if (closing.signal.aborted) return "The database is closed.";
    if (notStarted !== undefined) return notStarted;
    try {
      const done = await countDone(pool, all, CHECK_TIMEOUT_MS);
      return done < all.length
        ? "The migrations are not done: the database is another than at the start."
        : undefined;
    } catch (error) {
      return reasonOf(error, connection);
    }
  };
  // With every connection in use, the check waits for one as requests do. In a rush that ends by itself the task serves: taken out
  // of the load balancer, it would leave its share to others that are as busy.
  const late = () => {
    if (pool.waitingCount === 0) return NO_ANSWER;
    if (hasProgressed(pool, PROGRESS_MS)) return undefined;
    return `All ${settings.poolSize} connections to the database have been in use for seconds. It is slow, or there is more to do than they can: raise DATABASE_POOL_SIZE, or the number of tasks.`;
  };

  return {
    pool,
    checkpointer: new PostgresSaver(pool),
    readiness: readiness({ check, late }),
    start: async (signal) => {
      const isDone = await migrateUntilDone({
        connection,
        migrations: all,
        signal: AbortSignal.any([signal, closing.signal]),
        onProblem: (reason, detail) => {
          if (reason !== notStarted) onProblem(reason, detail);
          notStarted = reason;
        },
      });
      if (isDone) notStarted = undefined;
    },
    close: async (timeoutMs) => {
      closing.abort();
      await closePool(pool, timeoutMs);
    },
  };
}
