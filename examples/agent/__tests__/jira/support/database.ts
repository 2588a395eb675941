import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import pg from "pg";
import { jiraMigrations } from "../../../src/jira/index.js";

/** A PostgreSQL with the table of deliveries, in this process. */
export interface JiraDatabase {
  /** Of one connection: PGlite has no more. */
  readonly pool: pg.Pool;
  /** All that is known of deliveries, the first first. */
  rows(): Promise<readonly DeliveryRow[]>;
  /** Ends the waiting, and the leases. */
  hurry(): Promise<void>;
  /** Forgets all deliveries. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeliveryRow {
  readonly hash: string;
  readonly issue_key: string;
  readonly author: string | null;
  readonly question: string | null;
  readonly answer: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly wait_ms: number;
}

export async function startJiraDatabase(): Promise<JiraDatabase> {
  const database = await PGlite.create();
  const server = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: 0 });
  await server.start();
  const [host = "", port = ""] = server.getServerConn().split(":");
  const pool = new pg.Pool({ host, port: Number(port), user: "postgres", database: "postgres", max: 1 });
  const client = await pool.connect();
  for (const { up } of jiraMigrations) await up(client);
  client.release();
  return {
    pool,
    rows: async () => {
      const { rows } = await pool.query<DeliveryRow>(
        `select *, (extract(epoch from available_at - now()) * 1000)::float8 as wait_ms
         from jira_deliveries order by received_at`,
      );
      return rows;
    },
    hurry: async () => {
      await pool.query("update jira_deliveries set available_at = now()");
    },
    clear: async () => {
      await pool.query("delete from jira_deliveries");
    },
    stop: async () => {
      await pool.end();
      await server.stop();
      await database.close();
    },
  };
}
