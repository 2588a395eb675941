import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Databases, PASSWORD } from "./support/database/databases";
import { ask, reasons, startAgent, untilHealthy, untilUnhealthy } from "./support/database/serving";
import { SilentLink } from "./support/database/silent-link";
import { DatabaseTask } from "./support/database/task";

let databases: Databases;

beforeAll(async () => {
  databases = await Databases.start({ password: PASSWORD });
});
afterAll(() => databases?.stop());

describe("a database that is not there", () => {
  it("is waited for: the task listens, says why it does not serve, and serves when it is", async () => {
    const { uri } = await databases.create();
    await databases.server.halt();

    const agent = await startAgent({ DATABASE_URI: uri });
    await untilUnhealthy(agent, /cannot be reached.*DATABASE_URI.*security group/);
    await databases.server.restart();
    await untilHealthy(agent);

    expect((await ask(agent)).status).toBe(200);
    expect(agent.output).not.toContain(PASSWORD);
  });

  it("any more is told, with nobody's host, and used again when it is back", async () => {
    const { uri } = await databases.create();
    const agent = await startAgent({ DATABASE_URI: uri });
    await untilHealthy(agent);
    expect((await ask(agent)).status).toBe(200);

    await databases.server.halt();
    await untilUnhealthy(agent, /cannot be reached|cut the connection off/);
    const failed = await ask(agent);
    await databases.server.restart();
    await untilHealthy(agent);

    expect(failed.status).toBeGreaterThanOrEqual(500);
    expect(await failed.text()).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
    expect((await ask(agent)).status).toBe(200);
    expect(agent.output).not.toContain(PASSWORD);
  });

  it("is told as such where it is another's: a wrong name, or no PostgreSQL at all", async () => {
    const { uri } = await databases.create();

    const misnamed = await startAgent({ DATABASE_URI: uri.replace(/agent_\d+$/, "nowhere") });
    await untilUnhealthy(misnamed, /no database nowhere/);
    // what answers there is this task's own HTTP
    const { port } = new URL(misnamed.url);
    const stranger = `postgresql://u:${PASSWORD}@localhost:${port}/d?sslmode=require`;
    const lost = await startAgent({ DATABASE_URI: stranger });
    await untilUnhealthy(lost, /no PostgreSQL server|cut the connection off/);
  });
});

describe("a network that swallows everything", () => {
  it("is told in time, and connections that it has swallowed are given up one by one for new ones", async () => {
    const { uri } = await databases.create();
    const link = await SilentLink.start(Number(databases.port));
    const agent = await startAgent({
      DATABASE_URI: uri.replace(`:${databases.port}/`, `:${link.port}/`),
      DATABASE_POOL_SIZE: "3",
    });
    await untilHealthy(agent);
    // several that are idle
    await Promise.all(Array.from({ length: 8 }, () => ask(agent)));

    link.swallow();
    await untilUnhealthy(agent, /gives no answer in time/);
    await untilHealthy(agent);

    expect((await ask(agent)).status).toBe(200);
  });

  it("does not hold up the end of the task", async () => {
    const { uri } = await databases.create();
    const link = await SilentLink.start(Number(databases.port));
    const agent = await startAgent({
      DATABASE_URI: uri.replace(`:${databases.port}/`, `:${link.port}/`),
      SHUTDOWN_TIMEOUT_SECONDS: "3",
    });
    await untilHealthy(agent);

    link.swallow();
    const asked = ask(agent).catch(() => undefined);
    // what comes after it is answered
    await reasons(agent);
    agent.signal("SIGTERM");
    const begunAt = performance.now();
    await agent.exited;

    // what asks the database gives up by itself after 25 s
    expect(performance.now() - begunAt).toBeLessThan(15_000);
    await asked;
  });
});

describe("a password that was rotated", () => {
  it("is told of to who is on call, once connections have to be made anew", async () => {
    const { uri } = await databases.create();
    await databases.query(`create role rotated login superuser password '${PASSWORD}'`);
    const agent = await startAgent({ DATABASE_URI: uri.replace(databases.user, "rotated") });
    await untilHealthy(agent);

    await databases.query("alter role rotated password 'canary-new-password'");
    await databases.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotated'");

    await untilUnhealthy(agent, /refuses the password of user rotated.*After a rotation deploy again/);
    expect(agent.output + (await reasons(agent)).join()).not.toMatch(/canary-(new|database)-password/);
  });
});

describe("connections", () => {
  it("that are all in use and get nowhere are told, without keeping who asks, and serve again when what held them is done", async () => {
    const { uri, pool } = await databases.create();
    const agent = await startAgent({ DATABASE_URI: uri, DATABASE_POOL_SIZE: "1" });
    await untilHealthy(agent);
    const holder = await pool.connect();
    await holder.query("begin; lock table threads");

    const waiting = [1, 2, 3].map(() => ask(agent));
    await untilUnhealthy(agent, /^All 1 connections.*raise DATABASE_POOL_SIZE/);
    const first = await Promise.race([reasons(agent).then(() => "who asks"), ...waiting]);
    await holder.query("rollback");
    holder.release();

    expect(first).toBe("who asks");
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    await untilHealthy(agent);
  });

  it("are no more than were allowed, however much is done at once, and end with the task", async () => {
    const { uri, pool } = await databases.create();
    const agent = await startAgent({ DATABASE_URI: uri, DATABASE_POOL_SIZE: "3" });
    await untilHealthy(agent);

    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(agent)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const open = async () => {
      const { rows } = await pool.query(
        "select from pg_stat_activity where application_name = 'langgraph-agent' and datname = current_database()",
      );
      return rows.length;
    };
    expect(await open()).toBeLessThanOrEqual(3);
    agent.signal("SIGTERM");
    expect(await agent.exited).toEqual({ code: 0, signal: null });
    await expect.poll(open).toBe(0);
  });

  it("are not held past a time limit by a statement that waits, nor by a close", async () => {
    const { uri, pool } = await databases.create();
    const task = await DatabaseTask.start({ DATABASE_URI: uri });
    await task.do("start");
    const holder = await pool.connect();
    await holder.query("begin; lock table threads");

    const waiting = task.do("lease", "alice", "mine", 1_000);
    await expect(waiting).rejects.toThrow(/statement timeout/);
    const cutOff = expect(task.do("lease", "alice", "mine", 1_000)).rejects.toThrow(/terminated/);
    await task.do("close", 100);

    await cutOff;
    expect(await task.do("readiness")).toBe("The database is closed.");
    holder.release(true);
  });
});
