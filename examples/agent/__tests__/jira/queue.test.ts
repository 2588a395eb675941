import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Delivery, JiraQueue } from "../../src/jira/queue.js";
import { type JiraDatabase, startJiraDatabase } from "./support/database.js";

const LEASE_MS = 60_000;

let database: JiraDatabase;
let queue: JiraQueue;

beforeAll(async () => {
  database = await startJiraDatabase();
  queue = new JiraQueue(database.pool);
});

beforeEach(() => database.clear());

afterAll(() => database.stop());

const delivery = (hash: string) => ({
  hash,
  issueKey: "FIN-1",
  author: undefined,
  question: `What of ${hash}?`,
});

async function claimed(): Promise<Delivery> {
  const claim = await queue.claim(LEASE_MS);
  if (claim === undefined) throw new Error("there was nothing to claim");
  return claim;
}

describe("the queue of deliveries", () => {
  it("takes each hash once, and tells whoever works", async () => {
    let accepted = 0;
    const told = new JiraQueue(database.pool, () => {
      accepted += 1;
    });
    const outcomes = await Promise.all(["a", "b", "a", "a"].map((hash) => told.accept(delivery(hash))));

    expect(outcomes.toSorted()).toEqual(["accepted", "accepted", "duplicate", "duplicate"]);
    expect(accepted).toBe(2);
    expect(await database.rows()).toHaveLength(2);
  });

  it("gives the one that has waited longest, to one at a time", async () => {
    for (const hash of ["a", "b", "c"]) await queue.accept(delivery(hash));
    const claims = await Promise.all([1, 2, 3, 4].map(() => queue.claim(LEASE_MS)));

    expect(claims.map((claim) => claim?.hash)).toEqual(["a", "b", "c", undefined]);
    expect(claims[0]).toMatchObject({
      issueKey: "FIN-1",
      question: "What of a?",
      attempts: 1,
      answer: undefined,
    });
    expect(new Set(claims.map((claim) => claim?.lease)).size).toBe(4);
  });

  it("gives it to another when the lease has ended, and nothing that the first does counts then", async () => {
    await queue.accept(delivery("a"));
    const first = await claimed();
    await database.hurry();
    const second = await claimed();

    expect(second).toMatchObject({ hash: "a", attempts: 2 });
    expect(await queue.renew(first, LEASE_MS)).toBe(false);
    expect(await queue.keepAnswer(first, "late")).toBe(false);
    expect(await queue.finish(first, "answered")).toBe(false);
    expect(await queue.putBack(first, { delayMs: 0, counts: false })).toBe(false);
    expect(await queue.renew(second, LEASE_MS)).toBe(true);
    expect(await queue.finish(second, "answered")).toBe(true);
  });

  it("keeps the lease as long as it is renewed", async () => {
    await queue.accept(delivery("a"));
    const claim = await claimed();
    await database.hurry();
    await queue.renew(claim, LEASE_MS);

    expect(await queue.claim(LEASE_MS)).toBeUndefined();
  });

  it("puts back what waits, with the answer that it has, and does not count every attempt", async () => {
    await queue.accept(delivery("a"));
    await queue.keepAnswer(await claimed(), "42");
    await database.hurry();
    await queue.putBack(await claimed(), { delayMs: 600_000, counts: true, reason: "Jira answers 503." });
    expect(await queue.claim(LEASE_MS)).toBeUndefined();
    const [waiting] = await database.rows();
    expect(waiting).toMatchObject({ state: "waiting", reason: "Jira answers 503.", attempts: 2 });
    expect(waiting?.wait_ms).toBeGreaterThan(500_000);

    await database.hurry();
    await queue.putBack(await claimed(), { delayMs: 0, counts: false });
    expect(await claimed()).toMatchObject({ answer: "42", attempts: 3 });
  });

  it("forgets question and answer with the end, but for what has failed", async () => {
    for (const [hash, state] of [
      ["a", "answered"],
      ["b", "dropped"],
      ["c", "failed"],
    ] as const) {
      await queue.accept(delivery(hash));
      const claim = await claimed();
      await queue.keepAnswer(claim, "42");
      await queue.finish(claim, state, "why");
    }
    await database.hurry();

    expect(await database.rows()).toMatchObject([
      { state: "answered", question: null, answer: null, reason: "why" },
      { state: "dropped", question: null, answer: null },
      { state: "failed", question: "What of c?", answer: "42" },
    ]);
    expect(await queue.claim(LEASE_MS)).toBeUndefined();
    expect(await queue.accept(delivery("a"))).toBe("duplicate");
  });

  it("forgets what is over for so long, and never what is not", async () => {
    for (const hash of ["a", "b", "c"]) await queue.accept(delivery(hash));
    await queue.finish(await claimed(), "answered");
    await claimed();
    await database.pool.query("update jira_deliveries set received_at = now() - interval '8 days'");

    expect(await queue.forget(9 * 86_400_000)).toBe(0);
    expect(await queue.forget(7 * 86_400_000)).toBe(1);
    expect((await database.rows()).map(({ state }) => state).toSorted()).toEqual(["waiting", "working"]);
  });

  it("takes any text as it is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.uuid(), async (question, hash) => {
        fc.pre(!question.includes("\0"));
        await queue.accept({ hash, issueKey: "FIN-1", author: "'; drop table", question });
        const claim = await claimed();
        expect(claim).toMatchObject({ hash, question, author: "'; drop table" });
        await queue.finish(claim, "answered");
      }),
      { numRuns: 25 },
    );
  });
});
