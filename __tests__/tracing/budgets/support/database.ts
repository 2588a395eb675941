import { randomUUID } from "node:crypto";
import type { Pool, PoolConfig } from "pg";
import { silentPool } from "../../../support/postgres/pool";
import { type PostgresServer, startPostgres } from "../../../support/postgres/server";

/** Of its user; the server asks for none, but clients hold it. */
export const PASSWORD = "secret-of-the-database";

/** A PostgreSQL server, and pools that end with it. */
export class Database {
  readonly #pools: Pool[] = [];
  readonly pool: Pool;

  private constructor(private readonly server: PostgresServer) {
    this.pool = this.newPool();
  }

  static async start(): Promise<Database> {
    return new Database(await startPostgres());
  }

  get env(): Readonly<Record<string, string>> {
    return this.server.env;
  }

  get port(): number {
    return Number(this.env.PGPORT);
  }

  newPool(config: PoolConfig = {}): Pool {
    const { PGUSER: user, PGDATABASE: database } = this.env;
    const pool = silentPool({
      host: "127.0.0.1",
      port: this.port,
      user,
      database,
      password: PASSWORD,
      ...config,
    });
    this.#pools.push(pool);
    return pool;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
    await this.server.stop();
  }
}

/** A name that no other test uses. */
export function uniqueName(): string {
  return `test_${randomUUID().replaceAll("-", "_")}`;
}
