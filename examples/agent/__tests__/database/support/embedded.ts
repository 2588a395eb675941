import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** A PostgreSQL in this process, which does one transaction after another, as the laptop's does. */
export interface EmbeddedPostgres {
  readonly uri: string;
  /** Asks it past its connections. */
  query<Row>(sql: string): Promise<readonly Row[]>;
  /** Drops all that is in it. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function startEmbeddedPostgres({ pgvector = true } = {}): Promise<EmbeddedPostgres> {
  const database = await PGlite.create(pgvector ? { extensions: { vector } } : {});
  const server = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: 0, maxConnections: 10 });
  await server.start();
  return {
    uri: `postgresql://postgres@${server.getServerConn()}/postgres`,
    query: async <Row>(sql: string) => (await database.query<Row>(sql)).rows,
    clear: async () => {
      await database.exec(
        "drop schema public cascade; create schema public; drop extension if exists vector",
      );
    },
    stop: async () => {
      await server.stop();
      await database.close();
    },
  };
}
