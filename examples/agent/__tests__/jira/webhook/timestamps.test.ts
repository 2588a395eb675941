import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { deliveryOf } from "../support/deliveries.js";
import { CountingQueue, signed, startWebhook } from "../support/webhook.js";

const MAX_AGE_SECONDS = 7_200;
const MINUTE = 60_000;

let database: JiraDatabase;
let queue: CountingQueue;

beforeAll(async () => {
  database = await startJiraDatabase();
});

beforeEach(async () => {
  await database.clear();
  queue = new CountingQueue(database.pool);
});

afterAll(() => database.stop());

describe("a timestamp", () => {
  it.each([
    ["of now", 0, 202],
    ["of Jira's last try", -75 * MINUTE, 202],
    ["just young enough", -MAX_AGE_SECONDS * 1_000 + MINUTE, 202],
    ["too old", -MAX_AGE_SECONDS * 1_000 - 1_000, 403],
    ["of a clock that is a little ahead", 4 * MINUTE, 202],
    ["ahead of time", 6 * MINUTE, 403],
  ])("%s is answered", async (_, offset, status) => {
    const post = await startWebhook(queue);
    const body = deliveryOf({ timestamp: Date.now() + offset });

    expect(await post(body, signed(body))).toMatchObject({ status });
    expect(queue.asked).toBe(status === 202 ? 1 : 0);
  });

  it("is what a refusal tells of", async () => {
    const post = await startWebhook(queue);
    const old = deliveryOf({ timestamp: Date.now() - MAX_AGE_SECONDS * 2_000 });
    const early = deliveryOf({ timestamp: Date.now() + 10 * MINUTE });

    expect(JSON.parse((await post(old, signed(old))).text)).toMatchObject({
      type: "urn:problem-type:delivery-too-old",
      detail: "The delivery's timestamp is older than 7200 s, which JIRA_MAX_AGE_SECONDS allows.",
    });
    expect(JSON.parse((await post(early, signed(early))).text)).toMatchObject({
      type: "urn:problem-type:delivery-too-new",
      detail: "The delivery's timestamp is more than 300 s ahead of this service's clock.",
    });
  });
});
