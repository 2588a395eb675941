import type { Pool } from "pg";
import { onTestFinished } from "vitest";
import { silentPool } from "../../../support/postgres/pool";
import { type PostgresOptions, type PostgresServer, startPostgres } from "../../../support/postgres/server";

/** Of the database's user, which nobody may be told. */
export const PASSWORD = "canary-database-password-4711";

/** An empty database. */
export interface TestDatabase {
  /** In clear: it is on this machine. */
  readonly uri: string;
  /** Of a client beside the agent; it ends with the test. */
  readonly pool: Pool;
}

/** A real PostgreSQL server, with a database for each test. */
export class Databases {
  readonly #admin: Pool;
  #count = 0;

  static async start(options: PostgresOptions = {}): Promise<Databases> {
    return new Databases(await startPostgres(options));
  }

  private constructor(readonly server: PostgresServer) {
    this.#admin = this.connect(server.env.PGDATABASE ?? "", 1);
  }

  get port(): string {
    return this.server.env.PGPORT ?? "";
  }

  get user(): string {
    return this.server.env.PGUSER ?? "";
  }

  async create(): Promise<TestDatabase> {
    this.#count += 1;
    const name = `agent_${this.#count}`;
    await this.#admin.query(`create database ${name}`);
    const pool = this.connect(name, 5);
    onTestFinished(() => pool.end());
    return { uri: `postgresql://${this.user}:${PASSWORD}@127.0.0.1:${this.port}/${name}`, pool };
  }

  /** As the server's administrator. */
  readonly query = async (sql: string): Promise<void> => {
    await this.#admin.query(sql);
  };

  async stop(): Promise<void> {
    await this.#admin.end();
    await this.server.stop();
  }

  private connect(database: string, max: number): Pool {
    return silentPool({
      host: "127.0.0.1",
      port: Number(this.port),
      user: this.user,
      password: PASSWORD,
      database,
      max,
    });
  }
}
