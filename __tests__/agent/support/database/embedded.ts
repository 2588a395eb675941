import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const AGENT = join(import.meta.dirname, "../../../../examples/agent");

export interface EmbeddedPostgres {
  readonly uri: string;
  /** What libpq reads. */
  readonly env: Readonly<Record<string, string>>;
}

/** The PostgreSQL that a laptop has, which speaks no TLS and has one connection in truth. It ends with the test. */
export async function startEmbedded({ pgvector }: { readonly pgvector: boolean }): Promise<EmbeddedPostgres> {
  const child = fork(join(import.meta.dirname, "embedded-program.mjs"), [AGENT, String(pgvector)], {
    execArgv: [],
  });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const [port] = await Promise.race([
    once(child, "message"),
    ended.then(() => Promise.reject(new Error("it ended"))),
  ]);
  return {
    uri: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    env: {
      PGHOST: "127.0.0.1",
      PGPORT: String(port),
      PGUSER: "postgres",
      PGDATABASE: "postgres",
      PGSSLMODE: "disable",
    },
  };
}
