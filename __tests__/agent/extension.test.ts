import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATABASE_SETUP_COMMAND } from "../../src/modules/ecs/containers";
import { type PostgresServer, startPostgres } from "../support/postgres/server";
import { CertificateAuthority } from "../support/postgres/tls/authority";
import { startEmbedded } from "./support/database/embedded";
import { ask, startAgent, untilHealthy, untilUnhealthy } from "./support/database/serving";

/** Has pgvector, and brings psql. */
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

/** What the platform's init container runs, as it runs it. */
async function setUp(
  env: Readonly<Record<string, string>>,
  { bin } = server,
): Promise<{ code: unknown; complaints: string }> {
  const [program = "", ...args] = DATABASE_SETUP_COMMAND;
  try {
    const { stderr } = await promisify(execFile)(join(bin, program), args, { env });
    return { code: 0, complaints: stderr };
  } catch (error) {
    const { code, stderr } = error as { readonly code: unknown; readonly stderr: string };
    return { code, complaints: stderr };
  }
}

describe("the init container's command", () => {
  it("creates the extension on the laptop's PostgreSQL, again and again, and the agent serves after it", async () => {
    const embedded = await startEmbedded({ pgvector: true });

    expect(await setUp(embedded.env)).toEqual({ code: 0, complaints: "" });
    expect((await setUp(embedded.env)).code).toBe(0);
    const agent = await startAgent({ DATABASE_URI: embedded.uri, DATABASE_POOL_SIZE: "1" });
    await untilHealthy(agent);

    expect((await ask(agent)).status).toBe(200);
  });

  it("fails where pgvector is not to be had, and says so, as the agent does", async () => {
    const embedded = await startEmbedded({ pgvector: false });

    const { code, complaints } = await setUp(embedded.env);
    expect(code).toBe(1);
    expect(complaints).toMatch(/extension "vector" is not available|extension control file.*vector\.control/);
    const agent = await startAgent({ DATABASE_URI: embedded.uri, DATABASE_POOL_SIZE: "1" });

    await untilUnhealthy(
      agent,
      /lacks the extension pgvector.*init container database-setup.*CREATE EXTENSION vector/,
    );
  });

  it("fails so on a server without it, too", async () => {
    const authority = await CertificateAuthority.create("Authority");
    const bare = await startPostgres({ tls: await authority.issue({ host: "localhost" }) });
    try {
      const { code, complaints } = await setUp({ ...bare.env, PGSSLMODE: "require" }, bare);

      expect(code).toBe(1);
      expect(complaints).toMatch(/extension "vector" is not available/);
    } finally {
      await bare.stop();
      authority.remove();
    }
  });

  it("is all that needs an administrator: the agent does with owning its database", async () => {
    const psql = (sql: string) =>
      promisify(execFile)(join(server.bin, "psql"), ["--no-psqlrc", "-c", sql], { env: server.env });
    await psql("create role app login");
    await psql("create database owned owner app");
    const uri = `postgresql://app@127.0.0.1:${server.env.PGPORT}/owned`;

    expect((await setUp({ ...server.env, PGDATABASE: "owned" })).code).toBe(0);
    const agent = await startAgent({ DATABASE_URI: uri });
    await untilHealthy(agent);

    expect((await ask(agent)).status).toBe(200);
  });
});
