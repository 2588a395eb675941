import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Budgets } from "../../../src/tracing/budgets/budgets";
import { BudgetExceededError } from "../../../src/tracing/budgets/error";
import { postgresBudgetStore } from "../../../src/tracing/budgets/postgresql";
import type { BudgetSettings } from "../../../src/tracing/budgets/settings";
import { Warnings } from "../../../src/tracing/warnings";
import { HANG_MS } from "../../support/time";
import { Database, PASSWORD, uniqueName } from "./support/database";
import { LoopbackProxy } from "./support/proxy";

const NOON = Date.UTC(2026, 0, 31, 12);
/** Of a store that hangs: above what it takes on a busy machine when it answers again. */
const TIMEOUT_MS = 5_000;
const USD = 0.1;

describe("a store that fails", () => {
  let database: Database;
  let proxy: LoopbackProxy;
  let pool: Pool;
  let service: string;
  let lines: string[];
  let hours: number;

  beforeAll(async () => {
    database = await Database.start();
    await postgresBudgetStore({ pool: database.pool }).setup();
    proxy = await LoopbackProxy.start(database.port);
  });
  beforeEach(() => {
    service = uniqueName();
    lines = [];
    hours = 0;
    pool = database.newPool({ port: proxy.port, max: 4 });
  });
  afterEach(async () => {
    proxy.mode = "open";
    await proxy.listen();
  });
  afterAll(async () => {
    await database?.stop();
    await proxy?.close();
  });

  /** A task whose calls go through the proxy. */
  const newTask = (settings: BudgetSettings = {}) =>
    new Budgets(
      {
        user: { hardUsd: 1 },
        store: postgresBudgetStore({ pool }),
        storeTimeoutMs: HANG_MS,
        ...settings,
      },
      {
        service,
        now: () => NOON + hours * 3_600_000,
        warnings: new Warnings((line) => lines.push(line)),
      },
    );
  const reserve = (task: Budgets) =>
    task.reserve({ executionIds: ["execution"], userId: "user-456", usd: USD });
  /** Calls that cost what was reserved, one after another; tells how many were made. */
  const call = async (task: Budgets, count: number) => {
    let made = 0;
    for (let index = 0; index < count; index += 1) {
      try {
        await (await reserve(task)).settle(USD);
        made += 1;
      } catch (error) {
        if (!BudgetExceededError.isInstance(error)) throw error;
      }
    }
    return made;
  };
  const row = async () => {
    const { rows } = await database.pool.query(
      "SELECT spent_usd::float8 AS spent, reservations FROM langgraph_budgets WHERE key LIKE $1",
      [`${service}/user/%`],
    );
    return rows[0];
  };

  it("is replaced by this process's own count, from what all tasks are known to have spent", async () => {
    const task = newTask();
    await call(newTask(), 5);
    const inFlight = await reserve(task);
    await proxy.close();

    const during = await call(task, 10);
    await inFlight.settle(0);

    expect([during, await call(task, 10)]).toEqual([4, 1]);
  });

  it("hears of what was spent without it when it is back", async () => {
    const task = newTask();
    const inFlight = await reserve(task);
    await call(task, 2);
    await proxy.close();
    await call(task, 2);
    const local = await reserve(task);
    await Promise.all([local.settle(USD), local.settle(USD)]);
    await inFlight.settle(0.25);
    await proxy.listen();

    await call(task, 1);
    await task.flush();

    expect(await row()).toEqual({ spent: 0.85, reservations: {} });
  });

  it("is no way around a limit that this process has reached while it was away", async () => {
    const task = newTask();
    await proxy.close();
    await call(task, 10);
    await proxy.listen();

    expect(await call(task, 1)).toBe(0);
    await task.flush();
    expect(await row()).toEqual({ spent: 1, reservations: {} });
  });

  it("refuses calls with a typed error where it is set so, and only where there is a hard limit", async () => {
    const task = newTask({ onStoreError: "refuse", execution: { hardUsd: 1 } });
    const soft = newTask({ onStoreError: "refuse", user: { softUsd: 1 } });
    await call(task, 3);
    await proxy.close();

    const error: unknown = await reserve(task).catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      name: "BudgetExceededError",
      scope: "user",
      reason: "store",
      spentUsd: 0.3,
    });
    expect(error).toHaveProperty(
      "message",
      expect.stringMatching(/cannot be checked, since its store fails \(\w+\).*onStoreError/),
    );
    await expect(reserve(soft)).resolves.toBeDefined();
    // what the refused call had reserved elsewhere is free again
    await proxy.listen();
    expect(await call(task, 7)).toBe(7);
  });

  it("is warned of once a minute, without its address or password", async () => {
    const task = newTask();
    const settlement = await reserve(task);
    await proxy.close();

    await call(task, 8);
    await settlement.settle(USD);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/store fails \(\w+\): this process counts by itself/);
    for (const secret of [PASSWORD, "127.0.0.1", String(proxy.port)]) expect(lines[0]).not.toContain(secret);
  });

  it("tells that its table is missing", async () => {
    const task = newTask({ store: postgresBudgetStore({ pool, table: uniqueName() }) });

    expect(await call(task, 1)).toBe(1);
    expect(lines[0]).toContain("call setup()");
  });

  it("keeps no call waiting longer than its timeout when it hangs, and is left alone then", async () => {
    const task = newTask({ day: { hardUsd: 10 }, storeTimeoutMs: TIMEOUT_MS });
    await call(task, 2);
    proxy.mode = "hung";

    const startedAt = performance.now();
    await call(task, 1);
    const first = performance.now() - startedAt;
    const made = await call(task, 20);
    const others = performance.now() - startedAt - first;

    expect(first).toBeGreaterThanOrEqual(TIMEOUT_MS - 1);
    // one wait for both of user and day
    expect(first).toBeLessThan(2 * TIMEOUT_MS);
    expect(made).toBe(7);
    expect(others).toBeLessThan(TIMEOUT_MS);
  });

  it("is asked again some time after it hung, and holds no reservation of calls that did not wait", async () => {
    const task = newTask({ storeTimeoutMs: TIMEOUT_MS });
    proxy.mode = "hung";
    await call(task, 3);
    proxy.mode = "open";
    hours = 0.01;

    await call(task, 1);
    await task.flush();

    await expect.poll(row).toEqual({ spent: 0.4, reservations: {} });
  });

  it("counts a settlement once whose answer was lost", async () => {
    const task = newTask({ storeTimeoutMs: TIMEOUT_MS });
    await call(task, 1);
    const reservation = await reserve(task);
    // its connection is idle again: a new one would wait for the server's greeting
    proxy.mode = "mute";
    await reservation.settle(0.3);
    await expect.poll(row).toEqual({ spent: 0.4, reservations: {} });
    proxy.mode = "open";
    hours = 0.01;

    await task.flush();
    await call(task, 1);

    expect(await row()).toEqual({ spent: 0.5, reservations: {} });
  });

  it("is exact while it is slow", async () => {
    proxy.mode = { delayMs: 30 };
    const tasks = [1, 2].map(() => newTask());

    const made = await Promise.all(tasks.map((task) => call(task, 8)));

    expect(made.reduce((sum, each) => sum + each, 0)).toBe(10);
    expect(lines).toEqual([]);
  });

  it("may be stopped while its connections are idle, and the process goes on", async () => {
    const task = newTask();
    await call(task, 1);
    const idle = pool.totalCount;
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
    );
    await expect.poll(() => pool.totalCount).toBe(0);

    expect(idle).toBeGreaterThan(0);
    expect(await call(task, 1)).toBe(1);
  });
});
