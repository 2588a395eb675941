import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { takeFolder } from "./lock.js";

/** A PostgreSQL inside of this process. */
export interface EmbeddedDatabase {
  /** For DATABASE_URI. */
  readonly uri: string;
  /** To be called when its clients are gone. */
  stop(): Promise<void>;
}

/**
 * PostgreSQL with pgvector, on a free loopback port. It has one connection, and no TLS.
 *
 * @param folder that keeps the data. @default - memory
 * @throws Error where another process has the folder
 */
export async function startEmbeddedDatabase(folder?: string): Promise<EmbeddedDatabase> {
  const release = folder === undefined ? () => undefined : takeFolder(folder);
  process.once("exit", release);
  const database = await PGlite.create({
    extensions: { vector },
    ...(folder !== undefined && { dataDir: folder }),
  });
  // what the platform's init container does
  await database.exec("CREATE EXTENSION IF NOT EXISTS vector");
  const server = new PGLiteSocketServer({ db: database, host: "127.0.0.1", port: 0 });
  await server.start();
  return {
    uri: `postgresql://postgres@${server.getServerConn()}/postgres?sslmode=disable`,
    stop: async () => {
      await server.stop();
      await database.close();
      release();
    },
  };
}
