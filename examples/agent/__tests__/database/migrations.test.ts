import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Database,
  type DatabaseOptions,
  type Migration,
  openDatabase,
} from "../../src/database/database.js";
import { hashingEmbeddings } from "../../src/documents/embeddings.js";
import { documentMigrations } from "../../src/documents/migrations.js";
import { jiraMigrations } from "../../src/jira/index.js";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./support/embedded.js";

let postgres: EmbeddedPostgres;
let opened: Database[] = [];

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
});
afterAll(() => postgres.stop());
beforeEach(() => postgres.clear());
afterEach(async () => {
  await Promise.all(opened.map((database) => database.close(1_000)));
  opened = [];
});

const NEVER = new AbortController().signal;

function open(migrations: readonly Migration[], options?: DatabaseOptions): Database {
  const database = openDatabase({ uri: postgres.uri, poolSize: 1 }, migrations, options);
  opened.push(database);
  return database;
}

/** As a release does that starts, and ends. */
async function release(migrations: readonly Migration[]): Promise<void> {
  const database = open(migrations);
  await database.start(NEVER);
  expect(await database.readiness()).toBeUndefined();
  await database.close(1_000);
}

/** Starts what does not come up, until it has said why. */
async function problemOf(migrations: readonly Migration[]) {
  const abort = new AbortController();
  const onProblem = vi.fn(() => abort.abort());
  const database = open(migrations, { onProblem });
  await database.start(abort.signal);
  return { database, onProblem };
}

function creating(table: string, id = table): Migration {
  return {
    id,
    up: async (client) => {
      await client.query(`create table ${table} (id integer)`);
    },
  };
}

async function tables(): Promise<readonly string[]> {
  const rows = await postgres.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  return rows.map(({ name }) => name);
}

describe("migrations", () => {
  it("of all parts are done at the first start, and at no later one", async () => {
    const all = [...documentMigrations(hashingEmbeddings()), ...jiraMigrations];

    await release(all);
    await release(all);

    expect(await tables()).toEqual([
      "agent_migrations",
      "checkpoint_blobs",
      "checkpoint_migrations",
      "checkpoint_writes",
      "checkpoints",
      "filing_passages",
      "filings",
      "jira_deliveries",
      "threads",
    ]);
  });

  it("run in order, once each, and those of a later release after them", async () => {
    const ran: string[] = [];
    const noting = (id: string): Migration => ({ id, up: async () => void ran.push(id) });

    await release([noting("a"), noting("b")]);
    await release([noting("a"), noting("b"), noting("c")]);

    expect(ran).toEqual(["a", "b", "c"]);
  });

  it("of a newer release do not trouble an older one, which goes on", async () => {
    await release([creating("older"), creating("newer")]);
    await release([creating("older")]);

    expect(await tables()).toEqual(expect.arrayContaining(["newer", "older"]));
  });

  it("that repeat run at every start", async () => {
    const up = vi.fn(async () => undefined);
    const repeating: Migration = { id: "each-time", repeats: true, up };

    await release([repeating]);
    await release([repeating]);

    expect(up).toHaveBeenCalledTimes(2);
  });

  it("of the checkpointer are those that its version has, also where a version before it has been set up", async () => {
    await release([]);
    const [before] = await postgres.query<{ v: number }>(
      "select max(v)::int as v from checkpoint_migrations",
    );
    await postgres.query(`delete from checkpoint_migrations where v = ${before?.v}`);
    await release([]);

    expect(await postgres.query("select max(v)::int as v from checkpoint_migrations")).toEqual([before]);
  });

  it("that fail leave nothing half done, keep what was done before, and are told", async () => {
    const failing: Migration = {
      id: "half-done",
      up: async (client) => {
        await client.query("create table half (id integer)");
        await client.query("insert into half values ('canary')");
      },
    };

    const { database, onProblem } = await problemOf([creating("whole"), failing, creating("later")]);

    expect(await tables()).toContain("whole");
    expect(await tables()).not.toContain("half");
    expect(await tables()).not.toContain("later");
    const reason =
      "The migration half-done fails (22P02), and has been rolled back. The log has why; it is tried again.";
    expect(await database.readiness()).toBe(reason);
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(
      reason,
      expect.stringMatching(/half-done fails: .*integer/),
    );
  });

  it("that have failed are done when they can be", async () => {
    let attempts = 0;
    const flaky: Migration = {
      id: "flaky",
      up: async (client) => {
        await client.query("create table flaky (id integer)");
        attempts += 1;
        if (attempts < 3) throw new Error("not yet");
      },
    };
    const onProblem = vi.fn();
    const database = open([flaky], { onProblem });

    await database.start(NEVER);

    expect(await database.readiness()).toBeUndefined();
    expect(attempts).toBe(3);
    // the same reason is told once
    expect(onProblem).toHaveBeenCalledOnce();
  });

  it("end with the signal, and leave nothing", async () => {
    const stop = new AbortController();
    const endless: Migration = {
      id: "endless",
      up: async (client) => {
        await client.query("create table endless (id integer)");
        stop.abort();
        await client.query("select pg_sleep(0.1)");
      },
    };
    const database = open([endless]);

    await database.start(stop.signal);

    await expect.poll(tables).not.toContain("endless");
    expect(await database.readiness()).toMatch(/being connected to/);
  });

  it("fail when two have one id, before anything is connected to", () => {
    expect(() => open([creating("a", "same"), creating("b", "same")])).toThrow(/several migrations same/);
  });
});

describe("readiness", () => {
  it("says what is missing when the database becomes another, such as a restored one", async () => {
    const database = open([creating("a")]);
    await database.start(NEVER);
    expect(await database.readiness()).toBeUndefined();

    await postgres.query("delete from agent_migrations where id = 'a'");
    await expect.poll(() => database.readiness()).toMatch(/migrations are not done/);

    await postgres.query("drop table agent_migrations");
    await expect.poll(() => database.readiness()).toMatch(/42P01/);
  });

  it("is no more once the database is closed", async () => {
    const database = open([]);
    await database.start(NEVER);
    await database.close(1_000);

    expect(await database.readiness()).toBe("The database is closed.");
    await database.close(1_000);
  });
});

describe("without pgvector", () => {
  let bare: EmbeddedPostgres;

  beforeAll(async () => {
    bare = await startEmbeddedPostgres({ pgvector: false });
  });
  afterAll(() => bare.stop());

  it("readiness says who creates it", async () => {
    const abort = new AbortController();
    const onProblem = vi.fn(() => abort.abort());
    const database = openDatabase({ uri: bare.uri, poolSize: 1 }, documentMigrations(hashingEmbeddings()), {
      onProblem,
    });
    opened.push(database);

    await database.start(abort.signal);

    expect(await database.readiness()).toMatch(
      /lacks the extension pgvector.*database-setup.*CREATE EXTENSION/,
    );
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.anything(), expect.stringContaining("vector"));
  });
});
