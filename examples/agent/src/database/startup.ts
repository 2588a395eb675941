import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Connection } from "./connection.js";
import { codeOf, MigrationError, MissingVectorError } from "./errors.js";
import { migrate } from "./migrate.js";
import type { Migration } from "./migration.js";
import { reasonOf } from "./reasons.js";

const CONNECT_TIMEOUT_MS = 5_000;
/** Whoever waits for a lock holds up all that come after. It is tried again, as everything is. */
const LOCK_TIMEOUT_MS = 10_000;
/** Of one statement: an index may take a while. */
const STATEMENT_TIMEOUT_MS = 600_000;
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A connection is left with a word, where the other side listens. */
const GOODBYE_MS = 1_000;
/** The server does not offer it, this user may not create it, or its type is not known. */
const MISSING = /^(58P01|0A000|42501|42704)$/;

export interface StartupOptions {
  readonly connection: Connection;
  readonly migrations: readonly Migration[];
  readonly signal: AbortSignal;
  /** Called for each attempt that fails. */
  readonly onProblem: (reason: string, detail: string | undefined) => void;
}

/** @returns whether the migrations are done: else the signal has fired */
export async function migrateUntilDone({ signal, onProblem, ...options }: StartupOptions): Promise<boolean> {
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await attempt({ ...options, signal });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      onProblem(
        reasonOf(error, options.connection),
        error instanceof MigrationError ? error.message : undefined,
      );
    }
    // not all tasks at once
    await delay(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** By a connection of its own, with time limits of its own: nothing of it is left to the pool's. */
async function attempt({ connection, migrations, signal }: Omit<StartupOptions, "onProblem">): Promise<void> {
  const client = Object.assign(
    new pg.Client({
      ...connection.options,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
    }),
    // it is no pool's, which is not for migrations to know
    { release: () => undefined },
  );
  // what was under way hears of it too
  client.on("error", () => undefined);
  const cutOff = () => client.connection.stream.destroy();
  signal.addEventListener("abort", cutOff, { once: true });
  try {
    await client.connect();
    await migrate(client, migrations);
  } catch (error) {
    throw (await vectorError(error, client)) ?? error;
  } finally {
    signal.removeEventListener("abort", cutOff);
    const timer = setTimeout(cutOff, GOODBYE_MS);
    await client.end().catch(() => undefined);
    clearTimeout(timer);
  }
}

/** For the one extension that is needed, the usual reason why a migration fails on a new database. */
async function vectorError(error: unknown, client: pg.Client): Promise<MissingVectorError | undefined> {
  if (!(error instanceof MigrationError) || !MISSING.test(codeOf(error.cause))) return undefined;
  try {
    const { rowCount } = await client.query("select from pg_extension where extname = 'vector'");
    return rowCount === 0 ? new MissingVectorError(error) : undefined;
  } catch {
    return undefined;
  }
}
