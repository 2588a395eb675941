import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DATABASE_SETUP_COMMAND } from "../../src/modules/ecs/containers";
import { type PostgresServer, startPostgres } from "../support/postgres/server";

const PARALLEL_TASKS = 4;
const ROUNDS = 5;

describe("the container that sets the database up", () => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  const run = (command: readonly string[]) => {
    const [program = "", ...args] = command;
    return promisify(execFile)(join(postgres.bin, program), args, {
      env: { ...process.env, ...postgres.env },
    });
  };
  const ask = async (sql: string) =>
    (await run(["psql", "--no-psqlrc", "-At", `--command=${sql}`])).stdout.trim();

  beforeEach(async () => {
    await ask("DROP EXTENSION IF EXISTS vector");
  });

  it("creates the extension when several tasks start at once, and none of them fails", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await ask("DROP EXTENSION IF EXISTS vector");

      const tasks = await Promise.allSettled(
        Array.from({ length: PARALLEL_TASKS }, () => run(DATABASE_SETUP_COMMAND)),
      );

      expect(tasks.map((task) => (task.status === "rejected" ? String(task.reason) : "done"))).toEqual(
        Array(PARALLEL_TASKS).fill("done"),
      );
      expect(await ask("SELECT extname FROM pg_extension WHERE extname = 'vector'")).toBe("vector");
    }
  });

  it("leaves an extension that is there alone", async () => {
    await run(DATABASE_SETUP_COMMAND);
    await ask("CREATE TABLE IF NOT EXISTS kept (embedding vector(3)); INSERT INTO kept VALUES ('[1,2,3]')");

    await run(DATABASE_SETUP_COMMAND);

    expect(await ask("SELECT embedding FROM kept LIMIT 1")).toBe("[1,2,3]");
    await ask("DROP TABLE kept");
  });

  it("fails, and says why, when the server does not offer the extension", async () => {
    const missing = DATABASE_SETUP_COMMAND.map((part) =>
      part.replace("EXISTS vector", "EXISTS no_such_extension"),
    );

    await expect(run(missing)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no_such_extension"),
    });
  });
});
