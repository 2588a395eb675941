// PostgreSQL in a process, by the agent's own packages, with or without pgvector. Says its port.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, pgvector] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const [{ PGlite }, { PGLiteSocketServer }, { vector }] = await Promise.all(
  ["@electric-sql/pglite", "@electric-sql/pglite-socket", "@electric-sql/pglite-pgvector"].map(load),
);

const db = await PGlite.create(pgvector === "true" ? { extensions: { vector } } : {});
const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0, maxConnections: 10 });
await server.start();
process.on("disconnect", () => process.exit());
process.send(server.getServerConn().split(":")[1]);
