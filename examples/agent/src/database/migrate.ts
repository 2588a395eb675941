import type pg from "pg";
import { codeOf, MigrationError, MigrationLockError } from "./errors.js";
import type { Migration } from "./migration.js";

/** Any number will do, as long as all releases agree on it, and nothing else in this database takes it. */
const ADVISORY_LOCK = 5_432_002;
const LOCK_NOT_AVAILABLE = "55P03";

const CREATE_TABLE = `
  create table if not exists agent_migrations (
    id text primary key,
    done_at timestamptz not null default now()
  )`;

/**
 * Does the migrations that are left, in order, while other tasks may do the same.
 *
 * Each runs in a transaction, which begins by taking the lock that all tasks share: it ends with the transaction, whatever ends
 * that. Migrations of a newer release are none of an older one's business.
 *
 * @throws MigrationError, MigrationLockError, or what `pg` throws where the connection is the trouble
 */
export async function migrate(client: pg.PoolClient, migrations: readonly Migration[]): Promise<void> {
  await locked(client, () => client.query(CREATE_TABLE));
  for (const migration of migrations) await locked(client, () => run(client, migration));
}

/**
 * How many of these migrations are done.
 *
 * @param timeoutMs of the query: a connection that is silent for longer is given up, and the next call has another
 */
export async function countDone(
  pool: pg.Pool,
  migrations: readonly Migration[],
  timeoutMs: number,
): Promise<number> {
  const query = {
    text: "select count(*)::int as done from agent_migrations where id = any($1)",
    values: [migrations.map(({ id }) => id)],
    query_timeout: timeoutMs,
  };
  const { rows } = await pool.query<{ done: number }>(query);
  return rows[0]?.done ?? 0;
}

/** Programming errors, which no database is needed to see. */
export function checkIds(migrations: readonly Migration[]): void {
  const ids = migrations.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0)
    throw new TypeError(`There are several migrations ${twice.join(", ")}: give each its id.`);
}

async function run(client: pg.PoolClient, { id, repeats = false, up }: Migration): Promise<void> {
  const { rowCount } = await client.query(
    "insert into agent_migrations (id) values ($1) on conflict do nothing",
    [id],
  );
  if (rowCount === 0 && !repeats) return;
  try {
    await up(client);
  } catch (error) {
    throw new MigrationError(id, error);
  }
}

async function locked(client: pg.PoolClient, work: () => Promise<unknown>): Promise<void> {
  await client.query("begin");
  try {
    await takeLock(client);
    await work();
    await client.query("commit");
  } catch (error) {
    // where this fails too, the connection has ended, and with it the transaction
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function takeLock(client: pg.PoolClient): Promise<void> {
  try {
    await client.query("select pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
  } catch (error) {
    if (codeOf(error) === LOCK_NOT_AVAILABLE) {
      throw new MigrationLockError("Another task has held the migrations' lock for too long.", {
        cause: error,
      });
    }
    throw error;
  }
}
