import type { BudgetStore } from "./budget-store";

/** What a pool of the package `pg` can do. */
export interface PostgresPool {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  on?(event: "error", listener: () => void): unknown;
}

export interface PostgresBudgetStoreProps {
  /**
   * A `pg.Pool`, such as the one of the checkpointer. Give it `connectionTimeoutMillis` and `query_timeout`, so that
   * what hangs does not hold its connections for ever.
   */
  readonly pool: PostgresPool;
  /** Name of the table, with or without its schema. @default "langgraph_budgets" */
  readonly table?: string | undefined;
}

export interface PostgresBudgetStore extends BudgetStore {
  /** Creates the table where there is none. Several tasks may do so at once. */
  setup(): Promise<void>;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const CLEANUP_INTERVAL_MS = 3_600_000;
const DECIMALS = 9;

/** Of reservations that have not expired, by the database's clock. */
const RESERVED = `(
  SELECT coalesce(sum((value ->> 0)::numeric), 0) FROM jsonb_each(budget.reservations)
  WHERE (value ->> 1)::numeric > extract(epoch FROM clock_timestamp())::numeric
)`;
const TAKEN = `jsonb_build_object($2::text, jsonb_build_array(
  $3::numeric, round(extract(epoch FROM clock_timestamp())::numeric + $5::numeric / 1000, 3)
))`;
const TOTALS = `budget.spent_usd::text AS spent, ${RESERVED}::text AS reserved`;

/** Pools that have a listener of ours: one is enough. */
const listenedTo = new WeakSet<PostgresPool>();

/**
 * Budgets in PostgreSQL 13 or newer, shared by all tasks and kept over releases. Needs read committed isolation, the
 * server's default.
 *
 * A budget of a day is one row, so that one statement checks and reserves. Rows of past days are removed.
 *
 * @throws TypeError for a table name that is none
 */
export function postgresBudgetStore({
  pool,
  table = "langgraph_budgets",
}: PostgresBudgetStoreProps): PostgresBudgetStore {
  const name = quoted(table);
  const sql = {
    setup: `DO $setup$ BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('langgraph-platform budgets ${name}'));
      IF to_regclass('${name}') IS NULL THEN
        CREATE TABLE ${name} (
          key text PRIMARY KEY,
          spent_usd numeric NOT NULL,
          reservations jsonb NOT NULL,
          changed_at timestamptz NOT NULL
        );
      END IF;
    END $setup$`,
    // a limit that is NULL compares as NULL, and refuses nothing
    reserve: `INSERT INTO ${name} AS budget (key, spent_usd, reservations, changed_at)
      VALUES ($1::text, 0, CASE WHEN coalesce(0 < $4::numeric AND $3::numeric <= $4::numeric, true)
        THEN ${TAKEN} ELSE '{}' END, now())
      ON CONFLICT (key) DO UPDATE SET
        reservations = CASE
          WHEN (budget.reservations -> $2::text) IS NULL AND coalesce(
            budget.spent_usd < $4::numeric AND budget.spent_usd + ${RESERVED} + $3::numeric <= $4::numeric, true
          ) THEN budget.reservations || ${TAKEN} ELSE budget.reservations END,
        changed_at = now()
      RETURNING ${TOTALS}, (budget.reservations -> $2::text) IS NOT NULL AS allowed`,
    settle: `UPDATE ${name} AS budget SET
        spent_usd = spent_usd
          + CASE WHEN (budget.reservations -> $2::text) IS NULL THEN 0 ELSE $3::numeric END,
        reservations = budget.reservations - $2::text,
        changed_at = now()
      WHERE key = $1::text
      RETURNING ${TOTALS}`,
    cleanUp: `DELETE FROM ${name} WHERE key IN (
        SELECT key FROM ${name} WHERE changed_at < now() - interval '2 days' LIMIT 10000 FOR UPDATE SKIP LOCKED
      )`,
  };

  // a connection that breaks while it is idle would end the process, were there no listener
  if (!listenedTo.has(pool)) pool.on?.("error", () => undefined);
  listenedTo.add(pool);

  let cleanedAt = Number.NEGATIVE_INFINITY;
  const cleanUp = async () => {
    if (performance.now() - cleanedAt < CLEANUP_INTERVAL_MS) return;
    cleanedAt = performance.now();
    // the next hour is as good
    await pool.query(sql.cleanUp).catch(() => undefined);
  };

  return {
    async setup() {
      await pool.query(sql.setup);
    },
    async reserve({ key, id, usd, limitUsd, expiresInMs }) {
      const limit = Number.isFinite(limitUsd) ? decimal(limitUsd) : null;
      const { rows } = await pool.query(sql.reserve, [key, id, decimal(usd), limit, expiresInMs]);
      void cleanUp();
      return { allowed: rows[0]?.allowed === true, ...totals(rows[0]) };
    },
    async settle({ key, id, usd }) {
      const { rows } = await pool.query(sql.settle, [key, id, decimal(usd)]);
      return totals(rows[0]);
    },
  };
}

function quoted(table: string): string {
  const parts = table.split(".");
  if (parts.length > 2 || !parts.every((part) => NAME.test(part))) {
    throw new TypeError(
      `The table ${JSON.stringify(table)} has no name that fits: give letters, digits and underscores, at most 63 of them ` +
        'and no digit first, and a schema in front where it needs one, such as "agents.langgraph_budgets".',
    );
  }
  return parts.map((part) => `"${part}"`).join(".");
}

function decimal(usd: number): string {
  return usd.toFixed(DECIMALS);
}

function totals(row: Readonly<Record<string, unknown>> | undefined) {
  return { spentUsd: Number(row?.spent ?? 0), reservedUsd: Number(row?.reserved ?? 0) };
}
