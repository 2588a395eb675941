import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliveryOf } from "./support/jira-server";
import { deliver, JiraDatabases } from "./support/jira-tasks";

const COMMENTING = "POST /rest/api/3/issue";
/** A run that does not end within a test. */
const SLOW = { OFFLINE_DELAY_MS: "10000" };

let databases: JiraDatabases;

beforeAll(async () => {
  databases = await JiraDatabases.start();
});

afterAll(() => databases.stop());

describe("a task that dies", () => {
  it("in the middle of a run leaves its work to another, after the lease", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask(SLOW);
    await deliver(task, deliveryOf());
    await world.delivery("working");
    task.signal("SIGKILL");
    await task.exited;
    await world.startTask();
    const working = await world.delivery("working");
    expect(working).toMatchObject({ attempts: 1 });
    expect(working.wait_ms).toBeGreaterThan(0);
    await world.hurry();

    expect(await world.delivery("answered")).toMatchObject({ attempts: 2 });
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });

  it("between a comment and its end leaves one comment", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    world.jira.setMode("mute", { only: COMMENTING });
    const task = await world.startTask();
    await deliver(task, deliveryOf());
    await world.jira.until(() => world.jira.site.comments("FIN-1").length > 0);
    task.signal("SIGKILL");
    await task.exited;
    world.jira.setMode("healthy");
    await world.startTask();
    expect(await world.delivery("working")).toMatchObject({ attempts: 1 });
    await world.hurry();

    expect(await world.delivery("answered")).toMatchObject({ attempts: 2 });
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });
});

describe("SIGTERM in the middle of a run", () => {
  it("lets it end where there is time", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask({ OFFLINE_DELAY_MS: "3", SHUTDOWN_TIMEOUT_SECONDS: "110" });
    await deliver(task, deliveryOf());
    await world.delivery("working");
    task.signal("SIGTERM");

    expect(await task.exited).toEqual({ code: 0, signal: null });
    expect(await world.rows()).toMatchObject([{ state: "answered", attempts: 1 }]);
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });

  it("gives it back where there is none, and another task takes it at once", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask({ ...SLOW, SHUTDOWN_TIMEOUT_SECONDS: "20" });
    await deliver(task, deliveryOf());
    await world.delivery("working");
    task.signal("SIGTERM");

    expect(await task.exited).toEqual({ code: 0, signal: null });
    const [row] = await world.rows();
    expect(row).toMatchObject({ state: "waiting", attempts: 0 });
    expect(row?.wait_ms).toBeLessThanOrEqual(0);
    await world.startTask();
    expect(await world.delivery("answered")).toMatchObject({ attempts: 1 });
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });
});

describe("Jira", () => {
  it("may be down and come back: the issue is answered then", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask();
    await world.jira.goDown();
    expect((await deliver(task, deliveryOf())).status).toBe(202);
    expect(await world.delivery("waiting")).toMatchObject({
      attempts: 1,
      reason: "Jira cannot be reached (ECONNREFUSED): GET /myself.",
    });
    await world.jira.comeBack();
    await world.hurry();

    expect(await world.delivery("answered")).toMatchObject({ attempts: 2 });
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });

  it("may refuse the credentials: that is told, and costs nothing", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask({ JIRA_API_TOKEN: "canary-wrong-token" });
    await deliver(task, deliveryOf());

    expect(await world.delivery("waiting")).toMatchObject({
      attempts: 0,
      answer: null,
      reason: "Jira answers 401 to GET /myself: check JIRA_EMAIL and JIRA_API_TOKEN.",
    });
    await task.untilSays("check JIRA_EMAIL and JIRA_API_TOKEN");
    expect(task.output).not.toContain("canary-wrong-token");
  });

  it("waits for the next day where the budget is used up", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask({ BUDGET_USER_USD: "0.000001" });
    await deliver(task, deliveryOf());

    expect(await world.delivery("waiting")).toMatchObject({
      attempts: 0,
      reason: "The budget (user) is used up until midnight UTC.",
    });
    expect(world.jira.site.comments("FIN-1")).toEqual([]);
  });
});
