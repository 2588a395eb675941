import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../src/database/database.js";
import { createThreads, ThreadBusyError, type Threads } from "../../src/database/threads.js";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./support/embedded.js";

const TTL_MS = 60_000;

let postgres: EmbeddedPostgres;
let database: Database;
let threads: Threads;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  database = openDatabase({ uri: postgres.uri, poolSize: 1 }, []);
  await database.start(new AbortController().signal);
  threads = createThreads(database.pool);
});
afterAll(async () => {
  await database.close(1_000);
  await postgres.stop();
});

describe("a thread", () => {
  it("begins without an id, and goes on by the one that it was given", async () => {
    const first = await threads.lease("alice", undefined, TTL_MS);
    await first.release();
    const second = await threads.lease("alice", first.threadId, TTL_MS);
    await second.release();

    expect(second).toMatchObject({
      threadId: first.threadId,
      checkpointThreadId: first.checkpointThreadId,
    });
    expect((await threads.lease("alice", undefined, TTL_MS)).threadId).not.toBe(first.threadId);
  });

  it("is another for another user, who cannot hold it up, nor guess where its checkpoints are", async () => {
    const alice = await threads.lease("alice", "shared", TTL_MS);
    const bob = await threads.lease("bob", "shared", TTL_MS);

    expect(bob.threadId).toBe("shared");
    expect(bob.checkpointThreadId).not.toBe(alice.checkpointThreadId);
    for (const { checkpointThreadId } of [alice, bob]) expect(checkpointThreadId).toMatch(/^[0-9a-f-]{36}$/);
    // the id that a checkpoint is kept under is not one that a user can ask by
    const guess = await threads.lease("bob", alice.checkpointThreadId, TTL_MS);
    expect(guess.checkpointThreadId).not.toBe(alice.checkpointThreadId);
  });

  it("of a user and an id is one, whatever they are", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((value) => !value.includes("\0"));
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (user, id, otherUser, otherId) => {
        const lease = await threads.lease(user, id, TTL_MS);
        await lease.release();
        const other = await threads.lease(otherUser, otherId, TTL_MS);
        await other.release();

        const isSame = user === otherUser && id === otherId;
        expect(other.checkpointThreadId === lease.checkpointThreadId).toBe(isSame);
      }),
      { numRuns: 50 },
    );
  });

  it("has one run at a time, and the next when it is released", async () => {
    const lease = await threads.lease("alice", "busy", TTL_MS);

    await expect(threads.lease("alice", "busy", TTL_MS)).rejects.toThrow(ThreadBusyError);
    await lease.release();
    const next = await threads.lease("alice", "busy", TTL_MS);
    // the first is not the next one's to end
    await lease.release();

    await expect(threads.lease("alice", "busy", TTL_MS)).rejects.toThrow(/"busy" is under way/);
    await next.release();
  });

  it("goes to one of many that ask at once", async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 20 }, () => threads.lease("alice", "rush", TTL_MS)),
    );

    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of asked) {
      if (result.status === "rejected") expect(result.reason).toBeInstanceOf(ThreadBusyError);
    }
  });

  it("is free again when its time is over, although it was not released", async () => {
    const short = createThreads(database.pool, { leaseMs: 200 });
    const first = await short.lease("alice", "forgotten", 300);

    await expect
      .poll(() => threads.lease("alice", "forgotten", TTL_MS))
      .toMatchObject({ threadId: "forgotten" });
    await expect.poll(() => first.lost?.aborted).toBe(true);
  });
});

describe("a lease", () => {
  it("is renewed for as long as its run takes, and its end is known when the run is not", async () => {
    // renewed four times meanwhile, on a busy machine too
    const leaseMs = 5_000;
    const short = createThreads(database.pool, { leaseMs });
    const lease = await short.lease("alice", "long", TTL_MS);
    const until = async () => {
      const [row] = await postgres.query<{ until: Date }>(
        "select leased_until as until from threads where id = 'long'",
      );
      return row?.until.getTime() ?? 0;
    };

    await expect.poll(until).toBeGreaterThan((await until()) + leaseMs);
    await expect(short.lease("alice", "long", TTL_MS)).rejects.toThrow(ThreadBusyError);
    expect(lease.lost?.aborted).toBe(false);
    await lease.release();
  });

  it("is lost, and says so, when another run has the thread", async () => {
    const short = createThreads(database.pool, { leaseMs: 200 });
    const lease = await short.lease("alice", "stolen", TTL_MS);

    await postgres.query("update threads set lease = gen_random_uuid() where id = 'stolen'");

    await expect.poll(() => lease.lost?.aborted).toBe(true);
    expect(String(lease.lost?.reason)).toContain("may have gone to another run");
  });
});
