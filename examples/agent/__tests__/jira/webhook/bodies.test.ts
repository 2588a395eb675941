import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { deliveryOf } from "../support/deliveries.js";
import { CountingQueue, signed, startWebhook } from "../support/webhook.js";

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

describe("a body", () => {
  it("is taken up to a mebibyte, and refused above", async () => {
    const post = await startWebhook(queue);
    const large = deliveryOf({ description: "x".repeat(1_000_000) });
    const larger = deliveryOf({ description: "x".repeat(1_048_576) });

    expect(await post(large, signed(large))).toMatchObject({ status: 202 });
    expect(await post(larger, signed(larger))).toMatchObject({ status: 413 });
    expect((await database.rows())[0]?.question?.length).toBeLessThan(9_000);
  });

  it.each([
    ["text", "text/plain"],
    ["a form", "application/x-www-form-urlencoded"],
    ["another kind of JSON", "application/problem+json"],
    ["UTF-16", "application/json; charset=utf-16"],
    ["Latin-1", 'application/json; charset="ISO-8859-1"'],
    ["nothing that is known", "application/octet-stream"],
  ])("is refused as %s", async (_, type) => {
    const post = await startWebhook(queue);
    const body = deliveryOf();

    expect(await post(body, { ...signed(body), "content-type": type })).toMatchObject({ status: 415 });
    expect(queue.asked).toBe(0);
  });

  it("is refused compressed, since a bomb is small", async () => {
    const post = await startWebhook(queue);
    const body = gzipSync(deliveryOf());

    expect(await post(body, { ...signed(body), "content-encoding": "gzip" })).toMatchObject({ status: 415 });
  });

  it.each([
    [
      "no UTF-8",
      Buffer.concat([deliveryOf().subarray(0, 40), Buffer.from([0xc3, 0x28])]),
      "The delivery is no UTF-8.",
    ],
    ["UTF-16", Buffer.from(deliveryOf().toString(), "utf16le"), "The delivery is no JSON."],
    ["no JSON", Buffer.from('{"webhookEvent":'), "The delivery is no JSON."],
    ["nothing", Buffer.alloc(0), "The delivery is no JSON."],
    [
      "JSON of something else",
      Buffer.from("[1,2]"),
      "The delivery is no event of Jira: the whole is not as it should be.",
    ],
    [
      "an event without an issue",
      Buffer.from('{"webhookEvent":"jira:issue_created"}'),
      "The delivery is no event of Jira: timestamp, issue is not as it should be.",
    ],
  ])("is refused as %s, in words of our own", async (_, body, detail) => {
    const post = await startWebhook(queue);
    const answer = await post(body, signed(body));

    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, detail });
    expect(queue.asked).toBe(0);
  });

  it("is never answered by an error of ours, whatever was signed", async () => {
    const post = await startWebhook(queue);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.json().map(Buffer.from)), async (bytes) => {
        const body = Buffer.from(bytes);
        expect([200, 400]).toContain((await post(body, signed(body))).status);
      }),
      { numRuns: 50 },
    );
  });
});
