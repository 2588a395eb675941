import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Answer, RunQueue, type SendBatch } from "../../../src/tracing/delivery/queue";
import type { RunOperation } from "../../../src/tracing/delivery/run-operation";
import { Warnings } from "../../../src/tracing/warnings";
import { HANG_MS } from "../../support/time";

const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

function queue(send: SendBatch, maxBytes = 1_000_000) {
  const said: string[] = [];
  const warnings = new Warnings((line) => said.push(line));
  return { queue: new RunQueue({ send, warnings, maxBytes }), said };
}

const run = (number: number) => ({ id: id(number), name: "r", run_type: "chain", inputs: {} });
const ENDED = { end_time: 1 };

function make(target: RunQueue, number: number, bytes = 100): void {
  target.create(id(number), run(number), bytes);
  target.update(id(number), ENDED, bytes);
}

describe("a queue of runs", () => {
  it("sends beginning and end of a run as one", async () => {
    const batches: (readonly RunOperation[])[] = [];
    const { queue: runs } = queue(async (batch) => {
      batches.push(batch);
      return { kind: "accepted" };
    });
    make(runs, 1);
    await runs.flush();
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject([{ id: id(1), create: run(1), update: ENDED }]);
    expect(runs.counts).toEqual({ made: 1, sent: 1, dropped: 0, pending: 0 });
  });

  it("keeps runs through an outage and sends them afterwards", async () => {
    let isUp = false;
    const { queue: runs } = queue(async () =>
      isUp ? { kind: "accepted" } : { kind: "unavailable", reason: "it answers 503" },
    );
    for (let number = 0; number < 250; number += 1) make(runs, number);
    await runs.flush();
    expect(runs.counts).toEqual({ made: 250, sent: 0, dropped: 0, pending: 250 });
    isUp = true;
    await runs.flush();
    expect(runs.counts).toEqual({ made: 250, sent: 250, dropped: 0, pending: 0 });
  });

  it("waits between two tries of an outage, however many runs come", async () => {
    // no pause ends by itself
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let tries = 0;
    const { queue: runs } = queue(async () => {
      tries += 1;
      return { kind: "unavailable", reason: "no connection (ECONNREFUSED)" };
    });
    for (let number = 0; number < 400; number += 1) {
      make(runs, number);
      if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(tries).toBe(1);
    expect(runs.counts).toEqual({ made: 400, sent: 0, dropped: 0, pending: 400 });
  });

  it("waits as long as it was told to, though a run came while the answer was on its way", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    let tries = 0;
    const { queue: runs } = queue(async () => {
      tries += 1;
      if (tries === 1) make(runs, 2);
      return { kind: "unavailable", reason: "it answers 429", retryAfterMs: 60_000 };
    });
    make(runs, 1);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(tries).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(tries).toBe(2);
  });

  it("holds no more than its bound, and says so once", async () => {
    const { queue: runs, said } = queue(
      async () => ({ kind: "unavailable", reason: "it answers 503" }),
      100_000,
    );
    for (let number = 0; number < 1_000; number += 1) make(runs, number, 1_000);
    await runs.flush();
    const { made, dropped, pending, sent } = runs.counts;
    expect({ made, sent }).toEqual({ made: 1_000, sent: 0 });
    expect(pending * 2_000).toBeLessThan(100_000);
    expect(pending).toBeGreaterThan(20);
    expect(dropped).toBe(made - pending);
    expect(said.filter((line) => line.includes("full"))).toHaveLength(1);
  });

  it("halves a batch that is too large until it passes, and drops the one run that never does", async () => {
    const sent: string[] = [];
    const { queue: runs } = queue(async (batch) => {
      const bytes = batch.reduce((sum, each) => sum + each.bytes, 0);
      if (bytes > 5_000) return { kind: "not as a whole", reason: "it answers 413" };
      sent.push(...batch.map((each) => each.id));
      return { kind: "accepted" };
    });
    for (let number = 0; number < 20; number += 1) make(runs, number, number === 7 ? 9_000 : 100);
    await runs.close(HANG_MS);
    expect(new Set(sent).size).toBe(19);
    expect(runs.counts).toEqual({ made: 20, sent: 19, dropped: 1, pending: 0 });
  });

  it("makes larger batches again after one that was too large", async () => {
    const sizes: number[] = [];
    let isSmall = true;
    const { queue: runs } = queue(async (batch) => {
      if (isSmall && batch.length > 1) return { kind: "not as a whole", reason: "it answers 413" };
      sizes.push(batch.length);
      return { kind: "accepted" };
    });
    for (let number = 0; number < 20; number += 1) make(runs, number);
    await runs.flush();
    isSmall = false;
    for (let number = 20; number < 220; number += 1) make(runs, number);
    await runs.flush();
    expect(Math.max(...sizes)).toBeGreaterThan(10);
    expect(runs.counts).toEqual({ made: 220, sent: 220, dropped: 0, pending: 0 });
  });

  it("drops what is refused for good", async () => {
    const { queue: runs, said } = queue(async () => ({ kind: "refused", reason: "it answers 401" }));
    make(runs, 1);
    await runs.flush();
    expect(runs.counts).toEqual({ made: 1, sent: 0, dropped: 1, pending: 0 });
    expect(said[0]).toContain("401");
  });

  it("gives up at its deadline although a request never answers", async () => {
    const { queue: runs } = queue(
      (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ kind: "unavailable", reason: "aborted" }));
        }),
    );
    make(runs, 1);
    await runs.close(50);
    expect(runs.counts).toEqual({ made: 1, sent: 0, dropped: 1, pending: 0 });
    make(runs, 2);
    expect(runs.counts).toEqual({ made: 2, sent: 0, dropped: 2, pending: 0 });
  });

  it("begins no request after its deadline, however many runs wait, and leaves nothing to whoever sends at the exit", async () => {
    let requests = 0;
    const { queue: runs } = queue((_, signal) => {
      requests += 1;
      expect(signal.aborted).toBe(false);
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve({ kind: "unavailable", reason: "aborted" }));
      });
    });
    for (let number = 0; number < 900; number += 1) make(runs, number);
    await runs.close(50);
    expect(requests).toBeLessThan(9);
    expect(runs.takeAll()).toEqual([]);
    expect(runs.counts).toEqual({ made: 900, sent: 0, dropped: 900, pending: 0 });
  });

  it("accounts for every run, whatever is answered and however runs come", async () => {
    const answer = fc.oneof(
      fc.constant<Answer>({ kind: "accepted" }),
      fc.constant<Answer>({ kind: "not as a whole", reason: "it answers 413" }),
      fc.constant<Answer>({ kind: "refused", reason: "400" }),
      fc.constant<Answer>({ kind: "unavailable", reason: "500" }),
    );
    const step = fc.record({
      run: fc.nat({ max: 12 }),
      kind: fc.constantFrom("create", "update", "flush"),
      bytes: fc.nat({ max: 900 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { maxLength: 8 }),
        fc.array(step, { maxLength: 60 }),
        async (answers, steps) => {
          const left = [...answers];
          const { queue: runs } = queue(async () => left.shift() ?? { kind: "accepted" }, 8_000);
          const created = new Set<number>();
          const updated = new Set<number>();
          for (const { run: number, kind, bytes } of steps) {
            if (kind === "create" && !created.has(number)) {
              created.add(number);
              runs.create(id(number), run(number), bytes);
            } else if (kind === "update" && created.has(number) && !updated.has(number)) {
              updated.add(number);
              runs.update(id(number), ENDED, bytes);
            } else if (kind === "flush") await runs.flush();
            const { made, sent, dropped, pending } = runs.counts;
            expect(made).toBe(created.size);
            expect(sent + dropped + pending).toBe(made);
            expect(Math.min(sent, dropped, pending)).toBeGreaterThanOrEqual(0);
          }
          await runs.close(2_000);
          expect(runs.counts).toMatchObject({ made: created.size, pending: 0 });
        },
      ),
      { numRuns: 200 },
    );
  });
});
