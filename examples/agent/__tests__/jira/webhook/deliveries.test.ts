import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type JiraDatabase, startJiraDatabase } from "../support/database.js";
import { deliveryOf, hashOf, signatureOf } from "../support/deliveries.js";
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

describe("a delivery", () => {
  it("is taken in, with what is needed of it", async () => {
    const post = await startWebhook(queue);
    const body = deliveryOf({ key: "FIN-7", summary: "Margin?", description: "Of 2025." });
    const answer = await post(body, signed(body));

    expect(answer).toMatchObject({ status: 202, text: '{"status":"accepted"}' });
    expect(await database.rows()).toMatchObject([
      {
        hash: hashOf(body),
        issue_key: "FIN-7",
        author: "someone",
        question: "Margin?\n\nOf 2025.",
        state: "waiting",
      },
    ]);
  });

  it("is taken in once, however often it comes, and at once with itself", async () => {
    const post = await startWebhook(queue);
    const body = deliveryOf();
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(body, signed(body))));
    answers.push(await post(body, signed(body)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 202]);
    expect(answers.at(-1)?.text).toBe('{"status":"duplicate"}');
    expect(await database.rows()).toHaveLength(1);
  });

  it("is signed as it came, in pieces and with whatever spaces", async () => {
    const post = await startWebhook(queue);
    const body = Buffer.from(
      ` ${JSON.stringify(JSON.parse(deliveryOf({ summary: "Größe 😀?" }).toString()), null, 3)}\n`,
    );
    const pieces = new ReadableStream({
      start: (controller) => {
        for (let at = 0; at < body.length; at += 7) controller.enqueue(body.subarray(at, at + 7));
        controller.close();
      },
    });

    expect(await post(pieces, signed(body))).toMatchObject({ status: 202 });
    expect(await database.rows()).toMatchObject([{ question: "Größe 😀?" }]);
  });

  it("is taken in whatever people write", async () => {
    const post = await startWebhook(queue);
    const text = fc.string({ unit: "binary" });
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.oneof(text, fc.jsonValue()),
        text,
        async (written, description, accountId) => {
          const body = deliveryOf({ summary: `Margin?${written}`, description, accountId });
          expect(await post(body, signed(body))).toMatchObject({ status: 202 });
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is ignored where no issue was filed, which ends a loop before it begins", async () => {
    const post = await startWebhook(queue);
    const body = deliveryOf({ webhookEvent: "comment_created" });

    expect(await post(body, signed(body))).toMatchObject({ status: 200, text: '{"status":"ignored"}' });
    expect(queue.asked).toBe(0);
  });

  it("is to come again where it cannot be kept", async () => {
    queue = new CountingQueue(new pg.Pool({ host: "127.0.0.1", port: 1, password: "canary-password" }));
    const post = await startWebhook(queue);
    const body = deliveryOf();
    const { status, text, headers } = await post(body, signed(body));

    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("60");
    expect(JSON.parse(text)).toMatchObject({
      detail: "The delivery cannot be kept at the moment: send it again.",
    });
    expect(text).not.toMatch(/canary|127\.0\.0\.1|ECONN/);
  });
});

describe("who did not sign", () => {
  const body = deliveryOf();
  const right = signatureOf(body);

  it.each([
    ["without a signature", undefined],
    ["with an empty one", ""],
    ["with another secret's", signatureOf(body, "another secret")],
    ["with another body's", signatureOf("{}")],
    ["with another method", right.replace("sha256", "sha1")],
    ["with half of it", right.slice(0, 39)],
    ["with it twice", `${right}, ${right}`],
  ])("is refused %s, and told no more than others", async (_, signature) => {
    const post = await startWebhook(queue);
    const answer = await post(body, signature === undefined ? {} : { "x-hub-signature": signature });

    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toEqual({
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      detail: "The delivery is not signed by X-Hub-Signature with this service's secret.",
    });
    expect(queue.asked).toBe(0);
  });

  it("is refused before anything is read", async () => {
    const post = await startWebhook(queue);
    for (const unreadable of ["no JSON", Buffer.from([0xff]), "{}", ""]) {
      expect(await post(unreadable, { "x-hub-signature": right })).toMatchObject({ status: 401 });
    }
  });
});
