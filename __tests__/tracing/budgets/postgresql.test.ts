import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresBudgetStore, postgresBudgetStore } from "../../../src/tracing/budgets/postgresql";
import { Database, uniqueName } from "./support/database";
import { callsInFlight, neverOverspends } from "./support/in-flight";
import { agreesWithModel, examples, steps } from "./support/store-model";
import { Task } from "./support/task";

const HOUR_MS = 3_600_000;

describe("budgets in PostgreSQL", () => {
  let database: Database;
  let store: PostgresBudgetStore;

  beforeAll(async () => {
    database = await Database.start();
    store = postgresBudgetStore({ pool: database.pool });
    await store.setup();
  });
  afterAll(() => database?.stop());

  const request = (key: string) => ({ key, usd: 1, limitUsd: 1, expiresInMs: HOUR_MS });
  const rowOf = async (key: string, table = "langgraph_budgets") => {
    const { rows } = await database.pool.query(
      `SELECT spent_usd::text AS spent, reservations FROM ${table} WHERE key = $1`,
      [key],
    );
    return rows[0];
  };

  /** The key of a budget of a day, whichever day it was. */
  const keyOf = async (budget: string): Promise<string> => {
    const { rows } = await database.pool.query(
      "SELECT key FROM langgraph_budgets WHERE starts_with(key, $1)",
      [budget],
    );
    return rows[0]?.key;
  };

  it("agree with a simple model, whatever is reserved and settled in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        await agreesWithModel(store, uniqueName(), taken, 100);
      }),
      { numRuns: 60, examples },
    );
  });

  it("are never overspent by more than calls in flight cost beyond their reservations", async () => {
    await fc.assert(
      fc.asyncProperty(callsInFlight, async (calls) => {
        const user = uniqueName();
        const settled = await neverOverspends(store, user, calls);

        const key = await keyOf(`service/user/${user}/`);
        const { spent, reservations } = await rowOf(key);
        expect(Number(spent)).toBeCloseTo(settled, 9);
        expect(reservations).toEqual({});
      }),
      { numRuns: 40 },
    );
  });

  it("let one of many calls through at once where only one fits", async () => {
    const pool = database.newPool({ max: 20 });
    const tasks = [store, postgresBudgetStore({ pool })];
    for (let round = 0; round < 20; round += 1) {
      const key = uniqueName();
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, call) =>
          tasks[call % 2]?.reserve({ ...request(key), id: `call-${call}`, usd: 0.6 }),
        ),
      );

      expect(answers.filter((answer) => answer?.allowed)).toHaveLength(1);
    }
  });

  it("count a settlement once, however often and in how many tasks at once it is told", async () => {
    const key = uniqueName();
    await store.reserve({ ...request(key), id: "call" });

    await Promise.all(Array.from({ length: 10 }, () => store.settle({ key, id: "call", usd: 0.25 })));

    expect(await rowOf(key)).toEqual({ spent: "0.250000000", reservations: {} });
  });

  it("hold amounts as decimals", async () => {
    const key = uniqueName();
    for (const id of ["first", "second", "third"]) {
      await store.reserve({ ...request(key), id, usd: 0.1 });
      await store.settle({ key, id, usd: 0.1 });
    }

    expect(await rowOf(key)).toEqual({ spent: "0.300000000", reservations: {} });
  });

  it("let through exactly what fits of two tasks that make 20 calls each for one user", async () => {
    const options = { service: uniqueName(), calls: 20, usd: 0.01, hardUsd: 0.25 };
    const tasks = await Promise.all([1, 2].map(() => Task.start(options, database.env)));

    const allowed = await Promise.all(tasks.map((task) => task.call()));

    expect(allowed.reduce((sum, each) => sum + each, 0)).toBe(25);
    const key = await keyOf(`${options.service}/user/user-456/`);
    expect(await rowOf(key)).toEqual({ spent: "0.250000000", reservations: {} });
  });

  it("are free again some time after a task was killed that held them", async () => {
    const service = uniqueName();
    const options = { service, calls: 2, usd: 0.5, hardUsd: 1, reservationTimeoutMs: 10_000 };
    const killed = await Task.start({ ...options, keepsReservations: true }, database.env);
    const allowedBefore = await killed.call();
    await killed.kill();
    const key = await keyOf(`${service}/user/user-456/`);
    const attempt = () => store.reserve({ ...request(key), id: "next" });
    const right = await attempt();

    expect(allowedBefore).toBe(2);
    expect(right).toEqual({ allowed: false, spentUsd: 0, reservedUsd: 1 });
    await expect.poll(attempt).toEqual({ allowed: true, spentUsd: 0, reservedUsd: 1 });
  });

  it("count what a call cost whose reservation had expired", async () => {
    const key = uniqueName();
    await store.reserve({ ...request(key), id: "slow", expiresInMs: 0 });

    expect(await store.settle({ key, id: "slow", usd: 0.4 })).toEqual({ spentUsd: 0.4, reservedUsd: 0 });
  });

  it("remove those of past days, and no others", async () => {
    const table = uniqueName();
    await postgresBudgetStore({ pool: database.pool, table }).setup();
    await database.pool.query(
      `INSERT INTO ${table} VALUES
        ('past', 1, '{}', now() - interval '49 hours'), ('yesterday', 1, '{}', now() - interval '30 hours')`,
    );

    await postgresBudgetStore({ pool: database.pool, table }).reserve({ ...request("today"), id: "call" });

    const keys = async () =>
      (await database.pool.query(`SELECT key FROM ${table} ORDER BY key`)).rows.map(({ key }) => key);
    await expect.poll(keys).toEqual(["today", "yesterday"]);
  });

  it("are set up by several tasks at once, and keep what is there", async () => {
    for (let round = 0; round < 5; round += 1) {
      const table = uniqueName();
      const pools = Array.from({ length: 4 }, () => database.newPool({ max: 1 }));
      const tasks = pools.map((pool) => postgresBudgetStore({ pool, table }));

      await Promise.all(tasks.map((task) => task.setup()));
      await tasks[0]?.reserve({ ...request("kept"), id: "call" });
      await tasks[1]?.setup();

      expect(await rowOf("kept", table)).toBeDefined();
    }
  });

  it("are used by a role that may not create tables", async () => {
    const role = uniqueName();
    await database.pool.query(`CREATE ROLE ${role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT SELECT, INSERT, UPDATE, DELETE ON langgraph_budgets TO ${role}`);
    const own = postgresBudgetStore({ pool: database.newPool({ user: role }) });

    await own.setup();

    expect((await own.reserve({ ...request(uniqueName()), id: "call" })).allowed).toBe(true);
  });

  it("take a table in a schema, with its capitals", async () => {
    const schema = uniqueName();
    await database.pool.query(`CREATE SCHEMA ${schema}`);
    const own = postgresBudgetStore({ pool: database.pool, table: `${schema}.Budgets` });
    await own.setup();

    await own.reserve({ ...request("key"), id: "call" });

    expect(await rowOf("key", `${schema}."Budgets"`)).toBeDefined();
  });

  it.each(["", "a b", 'a"b', "a'b", "a;DROP TABLE x", "1a", "a.b.c", ".a", "a".repeat(64)])(
    "refuse the table %j",
    (table) => {
      expect(() => postgresBudgetStore({ pool: database.pool, table })).toThrow(TypeError);
    },
  );
});
