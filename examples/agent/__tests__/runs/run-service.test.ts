import { setImmediate } from "node:timers/promises";
import { statistics } from "langgraph-platform/tracing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Agent } from "../../src/agents/agent.js";
import { ThreadBusyError } from "../../src/database/threads.js";
import { createRunService } from "../../src/runs/create-run-service.js";
import {
  RunCancelledError,
  type RunEvent,
  type RunRequest,
  type RunService,
  RunTimeoutError,
  TooManyRunsError,
  UnknownAgentError,
} from "../../src/runs/run-service.js";
import { HANG_MS } from "../support/time.js";
import { MemoryThreads } from "./support/memory-threads.js";
import { gate, scriptedAgent, until } from "./support/scripted-agent.js";

let threads: MemoryThreads;
const rejections: unknown[] = [];
const hear = (error: unknown) => rejections.push(error);

beforeEach(() => {
  threads = new MemoryThreads();
  process.on("unhandledRejection", hear);
});

/** Whatever a test did: nothing is left of it. */
afterEach(async () => {
  await setImmediate();
  process.off("unhandledRejection", hear);
  expect(rejections.splice(0)).toEqual([]);
  expect(threads.leased.size).toBe(0);
});

function serviceOf(
  agents: ReadonlyMap<string, Agent>,
  limits: { runsPerUser?: number; runTimeoutMs?: number } = {},
) {
  return createRunService({
    agents,
    model: { name: "gpt-4o-mini", isOffline: false },
    threads,
    limits: { runs: 3, runsPerUser: 2, runTimeoutMs: 60_000, ...limits },
  });
}

function request(rest: Partial<RunRequest> = {}): RunRequest {
  return { agent: "scripted", question: "?", user: "alice", signal: new AbortController().signal, ...rest };
}

async function read(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const seen = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** Begins a run, and waits for its first event. */
async function begin(runs: RunService, rest: Partial<RunRequest> = {}) {
  const events = runs.stream(request(rest))[Symbol.asyncIterator]();
  return { events, first: await events.next() };
}

function cancelledRuns(): number {
  return statistics().agents.find(({ name }) => name === "scripted")?.executions.cancelled ?? 0;
}

const answers = scriptedAgent(async function* () {
  yield { type: "step", worker: "risk", task: "Look" };
  yield { type: "answer", text: "42" };
});

/** Says something, and then works until it is broken off. */
const worksForEver = scriptedAgent(async function* (signal) {
  yield { type: "text", worker: "risk", text: "Well, " };
  await until(signal);
});

describe("a run", () => {
  it("tells of itself, of what its agent tells, and at last of what it took", async () => {
    const events = await read(serviceOf(answers).stream(request({ threadId: "t-1" })));

    expect(events).toEqual([
      {
        type: "run",
        runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        threadId: "t-1",
        agent: "scripted",
        model: "gpt-4o-mini",
        offline: false,
      },
      { type: "step", worker: "risk", task: "Look" },
      { type: "answer", text: "42" },
      {
        type: "done",
        latencyMs: expect.any(Number),
        inputTokens: 0,
        outputTokens: 0,
        costUsd: 0,
        pricedCalls: 0,
        unpricedCalls: 0,
        unmeasuredCalls: 0,
      },
    ]);
  });

  it("is told as a whole, too", async () => {
    const result = await serviceOf(answers).invoke(request());

    expect(result).toMatchObject({ answer: "42", usage: { type: "done" } });
    expect(result.threadId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("begins when it is read, and not before", async () => {
    const runs = serviceOf(worksForEver);
    runs.stream(request());
    await setImmediate();

    expect(runs.active).toBe(0);
  });

  it("is told of after a second, where its agent is silent for longer", async () => {
    const runs = serviceOf(
      scriptedAgent(async function* (signal) {
        yield await until(signal);
      }),
    );
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const abort = new AbortController();
    const events = runs.stream(request({ signal: abort.signal }))[Symbol.asyncIterator]();
    const first = events.next();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(1), HANG_MS);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();

    expect(await first).toMatchObject({ value: { type: "run" } });
    abort.abort();
    await expect(events.next()).rejects.toThrow(RunCancelledError);
  });

  it("fails before its first event with the error of an agent that fails before its own", async () => {
    const failure = new Error("the model is down");
    const runs = serviceOf(
      scriptedAgent(async function* () {
        yield* [];
        throw failure;
      }),
    );

    await expect(begin(runs)).rejects.toBe(failure);
    await expect(runs.invoke(request())).rejects.toBe(failure);
  });

  it("fails with the first error, where workers fail at once", async () => {
    const [first, second] = [new Error("first"), new Error("second")];
    const runs = serviceOf(
      scriptedAgent(async function* () {
        yield* [];
        throw new AggregateError([new AggregateError([first]), second]);
      }),
    );

    await expect(runs.invoke(request())).rejects.toBe(first);
  });

  it("has given its thread back when its last event comes, so that the next question may", async () => {
    const runs = serviceOf(answers);
    for await (const event of runs.stream(request({ threadId: "t-1" }))) {
      if (event.type !== "done") continue;
      expect(threads.leased.size).toBe(0);
      expect(runs.active).toBe(0);
      await runs.invoke(request({ threadId: "t-1" }));
    }
  });
});

describe("a run is refused", () => {
  it("where there is no such agent, with those that there are", async () => {
    const wrong = serviceOf(answers).invoke(request({ agent: "toString" }));

    await expect(wrong).rejects.toThrow(UnknownAgentError);
    await expect(wrong).rejects.toThrow('There is no agent "toString": there are scripted.');
  });

  it("where its user, or all together, have too many under way, until one has ended", async () => {
    const runs = serviceOf(worksForEver);
    const [one, two, three] = [await begin(runs), await begin(runs), await begin(runs, { user: "bob" })];

    await expect(begin(runs)).rejects.toMatchObject({ name: "TooManyRunsError", scope: "user", limit: 2 });
    await expect(begin(runs, { user: "bob" })).rejects.toMatchObject({ scope: "service", limit: 3 });
    await expect(begin(runs, { user: "bob" })).rejects.toThrow(TooManyRunsError);
    expect(runs.active).toBe(3);
    await two.events.return?.();
    expect(runs.active).toBe(2);
    const four = await begin(runs);
    for (const { events } of [one, three, four]) await events.return?.();
    expect(runs.active).toBe(0);
  });

  it("where its thread is busy, and counts no more then", async () => {
    const runs = serviceOf(worksForEver);
    const { events } = await begin(runs, { threadId: "t-1" });

    await expect(begin(runs, { threadId: "t-1" })).rejects.toThrow(ThreadBusyError);
    expect(runs.active).toBe(1);
    await events.return?.();
  });

  it("where it was broken off before it began", async () => {
    const runs = serviceOf(answers);

    await expect(runs.invoke(request({ signal: AbortSignal.abort() }))).rejects.toThrow(RunCancelledError);
    expect(threads.leased.size).toBe(0);
  });

  it("where it was broken off while it waited for its thread", async () => {
    const lease = threads.lease.bind(threads);
    const abort = new AbortController();
    vi.spyOn(threads, "lease").mockImplementation((user, id) => {
      abort.abort();
      return lease(user, id);
    });
    const runs = serviceOf(worksForEver);

    await expect(runs.invoke(request({ signal: abort.signal }))).rejects.toThrow(RunCancelledError);
    expect(runs.active).toBe(0);
  });

  it("where threads cannot be had, with the error that says why", async () => {
    const failure = new Error("the database is down");
    vi.spyOn(threads, "lease").mockRejectedValueOnce(failure);
    const runs = serviceOf(answers);

    await expect(runs.invoke(request())).rejects.toBe(failure);
    expect(runs.active).toBe(0);
  });
});

describe("a run ends", () => {
  it("when its signal fires: as cancelled, with its reason, and its reader hears at once", async () => {
    const before = cancelledRuns();
    const abort = new AbortController();
    const runs = serviceOf(worksForEver);
    const { events } = await begin(runs, { signal: abort.signal });
    await events.next();
    const next = events.next();
    const reason = new Error("the process stops");
    abort.abort(reason);

    await expect(next).rejects.toMatchObject({ name: "AbortError", cause: reason });
    expect(runs.active).toBe(0);
    expect(cancelledRuns()).toBe(before + 1);
  });

  it("when its reader stops reading: as cancelled, and before the reader goes on", async () => {
    const before = cancelledRuns();
    const runs = serviceOf(worksForEver);
    for await (const event of runs.stream(request())) {
      if (event.type === "text") break;
    }

    expect(runs.active).toBe(0);
    expect(threads.leased.size).toBe(0);
    expect(cancelledRuns()).toBe(before + 1);
  });

  it("when its time is over: as failed, and its reader is told how much there was", async () => {
    const before = cancelledRuns();
    const runs = serviceOf(worksForEver, { runTimeoutMs: 20 });
    const late = read(runs.stream(request()));

    await expect(late).rejects.toThrow(RunTimeoutError);
    await expect(late).rejects.toThrow("The run was not done within 0.02 s, and has been ended");
    expect(cancelledRuns()).toBe(before);
  });

  it("when its time is over although nobody reads it, and gives everything back", async () => {
    // longer than it takes to begin
    const runs = serviceOf(worksForEver, { runTimeoutMs: 2_000 });
    await begin(runs);

    await expect.poll(() => runs.active).toBe(0);
    expect(threads.leased.size).toBe(0);
  });

  it("when it has lost its thread to another run, with the reason: two must not write to one thread", async () => {
    const lost = new AbortController();
    const lease = threads.lease.bind(threads);
    vi.spyOn(threads, "lease").mockImplementation(async (user, id) => ({
      ...(await lease(user, id)),
      lost: lost.signal,
    }));
    const runs = serviceOf(worksForEver);
    const { events } = await begin(runs);
    await events.next();
    const next = events.next();
    const reason = new Error("the database was away");
    lost.abort(reason);

    await expect(next).rejects.toBe(reason);
    expect(runs.active).toBe(0);
  });

  it("also where its thread cannot be given back", async () => {
    const lease = threads.lease.bind(threads);
    vi.spyOn(threads, "lease").mockImplementation(async (user, id) => {
      const leased = await lease(user, id);
      await leased.release();
      return { ...leased, release: () => Promise.reject(new Error("the database is down")) };
    });
    const runs = serviceOf(answers);

    expect((await runs.invoke(request())).answer).toBe("42");
    expect(runs.active).toBe(0);
  });

  it("by itself where it is done, however slowly it is read; what waits is joined", async () => {
    const { opened: saidAll, open } = gate();
    const runs = serviceOf(
      scriptedAgent(async function* () {
        for (let word = 0; word < 10_000; word += 1) yield { type: "text", worker: "risk", text: "word " };
        yield { type: "answer", text: "42" };
        open();
      }),
    );
    const { events } = await begin(runs);
    await saidAll;
    await expect.poll(() => runs.active).toBe(0);
    const rest = await read({ [Symbol.asyncIterator]: () => events });

    expect(rest.map(({ type }) => type)).toEqual(["text", "answer", "done"]);
    expect(rest[0]).toMatchObject({ text: "word ".repeat(10_000) });
  });
});
