import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_TOKEN, deliveryOf, EMAIL, hashOf, signatureOf, WEBHOOK_SECRET } from "./support/jira-server";
import { AGENT_TOKEN, DATABASE_PASSWORD, deliver, JiraDatabases } from "./support/jira-tasks";

const HOUR_MS = 3_600_000;

let databases: JiraDatabases;

beforeAll(async () => {
  databases = await JiraDatabases.start();
});

afterAll(() => databases.stop());

describe("an issue that was filed", () => {
  it("is answered by a comment, after Jira has its answer", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask({ OFFLINE_DELAY_MS: "5" });
    const body = deliveryOf({ key: "FIN-1", description: "Its fiscal year 2025, please." });
    expect(await deliver(task, body)).toEqual({ status: 202, text: '{"status":"accepted"}' });
    expect(world.jira.site.comments("FIN-1")).toEqual([]);
    await world.jira.until(() => world.jira.site.comments("FIN-1").length > 0);

    const [comment] = world.jira.site.comments("FIN-1");
    expect(comment?.text).toMatch(/^Offline: no model was asked\..*BRMW 2025.*\nWritten by an agent /s);
    expect(await world.delivery("answered")).toMatchObject({
      hash: hashOf(body),
      attempts: 1,
      question: null,
    });
  });

  it("is answered once where Jira sends it again, to the other task", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const [task, other] = await Promise.all([world.startTask(), world.startTask()]);
    const body = deliveryOf();
    expect((await deliver(task, body)).status).toBe(202);
    expect(await deliver(other, body)).toEqual({ status: 200, text: '{"status":"duplicate"}' });
    await world.delivery("answered");

    expect(await deliver(other, body)).toEqual({ status: 200, text: '{"status":"duplicate"}' });
    expect(world.jira.site.comments("FIN-1")).toHaveLength(1);
  });

  it("is answered once where both tasks get it at the same moment", async () => {
    const world = await databases.world();
    const tasks = await Promise.all([world.startTask(), world.startTask()]);
    const keys = Array.from({ length: 16 }, (_, index) => `FIN-${index + 1}`);
    const outcomes = await Promise.all(
      keys.map(async (key) => {
        world.jira.site.file(key);
        const body = deliveryOf({ key });
        const answers = await Promise.all(tasks.map((task) => deliver(task, body)));
        return answers.map(({ status }) => status).toSorted();
      }),
    );
    expect(outcomes).toEqual(keys.map(() => [200, 202]));
    // no delivery was taken by two
    await expect
      .poll(async () => (await world.rows()).map(({ state, attempts }) => `${state} ${attempts}`))
      .toEqual(keys.map(() => "answered 1"));

    expect(keys.map((key) => world.jira.site.comments(key).length)).toEqual(keys.map(() => 1));
  });

  it("is not kept waiting by one that another task is just taking", async () => {
    const world = await databases.world();
    const migrating = await world.startTask();
    await migrating.stop();
    const unlock = await world.lockedDelivery("FIN-1");
    world.jira.site.file("FIN-2");
    const task = await world.startTask();
    await deliver(task, deliveryOf({ key: "FIN-2" }));
    await world.jira.until(() => world.jira.site.comments("FIN-2").length > 0);
    expect(world.jira.site.comments("FIN-1")).toEqual([]);
    await unlock();

    await world.jira.until(() => world.jira.site.comments("FIN-1").length > 0);
  });
});

describe("a task", () => {
  it("refuses what it must not take, and keeps nothing of it", async () => {
    const world = await databases.world();
    const task = await world.startTask();
    const body = deliveryOf();
    const text = JSON.stringify(JSON.parse(body.toString()));
    const large = deliveryOf({ description: "x".repeat(1_100_000) });
    const old = deliveryOf({ timestamp: Date.now() - 3 * HOUR_MS });
    const early = deliveryOf({ timestamp: Date.now() + HOUR_MS });
    const zipped = gzipSync(body);
    const latin = Buffer.from(text.replace("liquid", "flüssig"), "latin1");
    const statusOf = async (sent: Buffer, headers: Readonly<Record<string, string>> = {}) =>
      (await deliver(task, sent, headers)).status;

    expect({
      wrong: await statusOf(body, { "x-hub-signature": signatureOf(body, "another secret") }),
      missing: await statusOf(body, { "x-hub-signature": "" }),
      changed: await statusOf(Buffer.concat([body, Buffer.from(" ")]), {
        "x-hub-signature": signatureOf(body),
      }),
      bearer: await statusOf(body, { "x-hub-signature": "", authorization: `Bearer ${AGENT_TOKEN}` }),
      large: await statusOf(large),
      zipped: await statusOf(zipped, { "content-encoding": "gzip" }),
      latin: await statusOf(latin),
      charset: await statusOf(latin, { "content-type": "application/json; charset=iso-8859-1" }),
      form: await statusOf(body, { "content-type": "application/x-www-form-urlencoded" }),
      noJson: await statusOf(Buffer.from("{")),
      old: await statusOf(old),
      early: await statusOf(early),
      comment: await statusOf(deliveryOf({ webhookEvent: "comment_created" })),
    }).toEqual({
      wrong: 401,
      missing: 401,
      changed: 401,
      bearer: 401,
      large: 413,
      zipped: 415,
      latin: 400,
      charset: 415,
      form: 415,
      noJson: 400,
      old: 403,
      early: 403,
      comment: 200,
    });
    expect(await world.rows()).toEqual([]);
    expect(world.jira.requests).toEqual([]);
  });

  it("answers problems, as all of the agent does", async () => {
    const world = await databases.world();
    const task = await world.startTask();
    const response = await fetch(`${task.url}/webhooks/jira`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });

    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      detail: "The delivery is not signed by X-Hub-Signature with this service's secret.",
    });
  });

  it("has no webhook without Jira's settings", async () => {
    const world = await databases.world();
    const none = { JIRA_BASE_URL: "", JIRA_EMAIL: "", JIRA_API_TOKEN: "", JIRA_WEBHOOK_SECRET: "" };
    const task = await world.startTask(none);

    expect((await deliver(task, deliveryOf())).status).toBe(404);
  });

  it("tells its secrets to nobody but Jira", async () => {
    const world = await databases.world();
    world.jira.site.file("FIN-1");
    const task = await world.startTask({ LOG_LEVEL: "trace" });
    const answers = [await deliver(task, deliveryOf())];
    await world.delivery("answered");
    world.jira.setMode({ status: 401 });
    answers.push(await deliver(task, deliveryOf({ key: "FIN-2" })));
    await task.untilSays("check JIRA_EMAIL and JIRA_API_TOKEN");
    answers.push(await deliver(task, deliveryOf({ key: "FIN-3" }), { "x-hub-signature": "sha256=0" }));
    task.signal("SIGTERM");
    await task.exited;

    const told = [task.output, await world.dump(), JSON.stringify(answers)].join("\n");
    const basic = Buffer.from(`${EMAIL}:${API_TOKEN}`).toString("base64");
    for (const secret of [API_TOKEN, WEBHOOK_SECRET, basic, AGENT_TOKEN, DATABASE_PASSWORD]) {
      expect(told).not.toContain(secret);
    }
    expect(world.jira.requests.every(({ headers }) => headers.authorization === `Basic ${basic}`)).toBe(true);
  });
});
