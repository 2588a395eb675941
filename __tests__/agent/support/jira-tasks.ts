import type { Pool } from "pg";
import { onTestFinished, vi } from "vitest";
import { silentPool } from "../../support/postgres/pool";
import { type PostgresServer, startPostgres } from "../../support/postgres/server";
import { HANG_MS } from "../../support/time";
import { AgentProcess } from "./agent-process";
import { API_TOKEN, EMAIL, JiraServer, signatureOf, WEBHOOK_SECRET } from "./jira-server";

/** Of the database's user; the server asks for none, but clients hold it. */
export const DATABASE_PASSWORD = "canary-database-password-4711";

export const AGENT_TOKEN = "canary-agent-token-0123456789abcdef";

export interface DeliveryRow {
  readonly hash: string;
  readonly issue_key: string;
  readonly question: string | null;
  readonly answer: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly reason: string | null;
  /** Milliseconds until it may be taken. */
  readonly wait_ms: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A real PostgreSQL server, with a database for each test. */
export class JiraDatabases {
  readonly #admin: Pool;
  #count = 0;

  static async start(): Promise<JiraDatabases> {
    return new JiraDatabases(await startPostgres());
  }

  private constructor(private readonly server: PostgresServer) {
    this.#admin = this.connect(server.env.PGDATABASE ?? "");
  }

  /** Jira and an empty database, until the test ends. */
  async world(): Promise<JiraWorld> {
    this.#count += 1;
    const name = `jira_${this.#count}`;
    await this.#admin.query(`create database ${name}`);
    const jira = await JiraServer.start();
    const pool = this.connect(name);
    onTestFinished(async () => {
      await pool.end();
      await jira.goDown();
    });
    const { PGUSER, PGPORT } = this.server.env;
    const uri = `postgresql://${PGUSER}:${DATABASE_PASSWORD}@127.0.0.1:${PGPORT}/${name}?sslmode=disable`;
    return new JiraWorld(jira, pool, uri);
  }

  async stop(): Promise<void> {
    await this.#admin.end();
    await this.server.stop();
  }

  private connect(database: string): Pool {
    const { PGPORT, PGUSER: user } = this.server.env;
    return silentPool({ host: "127.0.0.1", port: Number(PGPORT), user, database, max: 2 });
  }
}

/** Tasks of the agent between one Jira and one database. */
export class JiraWorld {
  constructor(
    readonly jira: JiraServer,
    private readonly pool: Pool,
    private readonly databaseUri: string,
  ) {}

  /** A task that serves. */
  async startTask(env: Readonly<Record<string, string>> = {}): Promise<AgentProcess> {
    const task = await AgentProcess.start({
      env: {
        DATABASE_URI: this.databaseUri,
        AGENT_TOKENS: `ci:${AGENT_TOKEN}`,
        JIRA_BASE_URL: this.jira.url,
        JIRA_EMAIL: EMAIL,
        JIRA_API_TOKEN: API_TOKEN,
        JIRA_WEBHOOK_SECRET: WEBHOOK_SECRET,
        ...env,
      },
    });
    await vi.waitFor(
      async () => {
        const { status } = await fetch(`${task.url}/health`);
        if (status !== 200) throw new Error(`it does not serve:\n${task.output}`);
      },
      { timeout: HANG_MS, interval: 50 },
    );
    return task;
  }

  async rows(): Promise<readonly DeliveryRow[]> {
    const { rows } = await this.pool.query<DeliveryRow>(
      `select *, (extract(epoch from available_at - now()) * 1000)::float8 as wait_ms
       from jira_deliveries order by received_at`,
    );
    return rows;
  }

  /** The first delivery, once it is so. */
  async delivery(state: string): Promise<DeliveryRow> {
    return vi.waitFor(
      async () => {
        const [row] = await this.rows();
        if (row?.state !== state) throw new Error(`the delivery is ${JSON.stringify(row)}`);
        return row;
      },
      { timeout: HANG_MS, interval: 50 },
    );
  }

  /** A delivery that waits, and that another task is just taking: it is locked until what is returned is called. */
  async lockedDelivery(key: string): Promise<() => Promise<void>> {
    this.jira.site.file(key);
    await this.pool.query(
      "insert into jira_deliveries (hash, issue_key, question) values ($1, $1, 'How liquid is Bramblewick Foods?')",
      [key],
    );
    const client = await this.pool.connect();
    await client.query("begin");
    await client.query("select from jira_deliveries where hash = $1 for update", [key]);
    let isLocked = true;
    const unlock = async () => {
      if (!isLocked) return;
      isLocked = false;
      await client.query("rollback");
      client.release();
    };
    onTestFinished(unlock);
    return unlock;
  }

  /** Ends leases and waiting, as time would. */
  async hurry(): Promise<void> {
    await this.pool.query("update jira_deliveries set available_at = now()");
  }

  /** Everything in the table, as text. */
  async dump(): Promise<string> {
    return JSON.stringify(await this.rows());
  }
}

/** Sends a delivery as Jira does. */
export async function deliver(
  { url }: AgentProcess,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/webhooks/jira`, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=UTF-8",
      "x-hub-signature": signatureOf(body),
      ...headers,
    },
    body: Uint8Array.from(body),
  });
  return { status: response.status, text: await response.text() };
}
