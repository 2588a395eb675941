import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasEnded } from "../../tracing/support/langsmith-server";
import { AGENT, type AgentStream, AgentWorld } from "../support/agent-world";

const STREAMS = 500;
/** How many of them begin at once: a run waits for the database for some seconds, and then is refused. */
const RUSH = 50;
const MIB = 1024 * 1024;

/** A task of staging: what it has, and what Node takes of that for its heap. */
const TASK_BYTES = 1024 * MIB;
const HEAP_MIB = 512;

/** What a stream may hold: its graph, its connections, its events, its traces. Twice that fits into staging's heap. */
const BYTES_PER_STREAM = 0.4 * MIB;

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});

afterAll(() => world.stop());

describe(`${STREAMS} streams at once on one process`, () => {
  it("all end well, are all traced, and keep memory in bounds", async () => {
    const text = Array.from({ length: 20 }, (_, index) => `word${index}`).join(" ");
    await world.openai.reply({}, { text, waitsAfter: 10 });
    const task = await world.task({
      env: {
        MAX_RUNS: String(STREAMS),
        MAX_RUNS_PER_USER: String(STREAMS),
        BUDGET_USER_USD: "100",
        RUN_TIMEOUT_SECONDS: "3600",
      },
      nodeOptions: ["--expose-gc", `--max-old-space-size=${HEAP_MIB}`],
    });
    const before = await task.process.memory();

    const streams: AgentStream[] = [];
    while (streams.length < STREAMS) {
      const rush = await Promise.all(Array.from({ length: RUSH }, () => task.stream()));
      await Promise.all(rush.map((stream) => stream.until("text")));
      streams.push(...rush);
    }
    expect(streams.filter(({ types }) => types.includes("done")).length).toBe(0);
    const during = await task.process.memory();
    const beyond = await task.invoke({ user: "bob" });
    await world.openai.release();
    const types = await Promise.all(streams.map((stream) => stream.toEnd()));

    expect(types.filter((each) => each.at(-1) !== "done")).toEqual([]);
    expect(new Set(streams.map(answerOf))).toEqual(new Set([text]));
    expect(new Set(streams.map(({ events }) => events[0]?.data.runId)).size).toBe(STREAMS);
    expect(beyond.status).toBe(503);
    expect(beyond.headers.get("retry-after")).toBe("5");

    const runs = await world.langsmith.until(
      (all) => all.filter((run) => run.name === AGENT && hasEnded(run)).length === STREAMS,
    );
    const outcomes = runs.filter(({ name }) => name === AGENT).map(({ metadata }) => metadata.outcome);
    expect(new Set(outcomes)).toEqual(new Set(["succeeded"]));

    const after = await task.process.memory();
    expect(during.heapUsed - before.heapUsed).toBeLessThan(STREAMS * BYTES_PER_STREAM);
    expect(after.heapUsed).toBeLessThan(during.heapUsed);
    expect(after.maxRss).toBeLessThan(TASK_BYTES);
  });
});

function answerOf({ events }: AgentStream): unknown {
  return events.find(({ event }) => event === "answer")?.data.text;
}
