import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import pg from "pg";
import { type DocumentEmbeddings, hashingEmbeddings } from "../../../src/documents/embeddings.js";
import { Filings } from "../../../src/documents/filings.js";
import { documentMigrations } from "../../../src/documents/migrations.js";

/** A PostgreSQL with pgvector and the sample filings, in this process. */
export interface SampleDatabase {
  /** Of one connection: PGlite has no more. */
  readonly pool: pg.Pool;
  readonly filings: Filings;
  /** Runs those migrations of these embeddings that have not run. */
  migrate(embeddings: DocumentEmbeddings): Promise<void>;
  stop(): Promise<void>;
}

export async function startSampleDatabase(): Promise<SampleDatabase> {
  const database = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: 0 });
  await server.start();
  const [host = "", port = ""] = server.getServerConn().split(":");
  const pool = new pg.Pool({ host, port: Number(port), user: "postgres", database: "postgres", max: 1 });
  const done = new Set<string>();
  const migrate = async (embeddings: DocumentEmbeddings) => {
    for (const { id, up } of documentMigrations(embeddings)) {
      if (done.has(id)) continue;
      done.add(id);
      const client = await pool.connect();
      try {
        await client.query("begin");
        await up(client);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw error;
      } finally {
        client.release();
      }
    }
  };
  const embeddings = hashingEmbeddings();
  await migrate(embeddings);
  return {
    pool,
    filings: new Filings(pool, embeddings),
    migrate,
    stop: async () => {
      await pool.end();
      await server.stop();
      await database.close();
    },
  };
}
