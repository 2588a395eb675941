import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasEnded } from "../tracing/support/langsmith-server";
import { type AgentTask, AgentWorld, type SentEvent } from "./support/agent-world";
import { calls, script } from "./support/script";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});

beforeEach(() => Promise.all([world.langsmith.reset(), world.openai.reset()]));

afterAll(() => world.stop());

/** Asks, and reads to the end. */
async function ask(
  task: AgentTask,
  options: Parameters<AgentTask["stream"]>[0],
): Promise<readonly SentEvent[]> {
  const stream = await task.stream(options);
  await stream.toEnd();
  return stream.events;
}

/** Text is joined where its reader is slow; ids and times are another run's. */
function essence(events: readonly SentEvent[]): readonly unknown[] {
  return events.flatMap(({ event, data }) => {
    if (event === "text") return [];
    return event === "run" || event === "done"
      ? [{ ...data, runId: "", threadId: "", latencyMs: 0 }]
      : [data];
  });
}

/** What all requests of the model together have in them. */
async function askedOfModel(): Promise<string> {
  return JSON.stringify((await world.openai.requests()).map(({ body }) => body.messages));
}

describe("without a model", () => {
  const offline = { OPENAI_API_KEY: undefined, OPENAI_BASE_URL: undefined };

  it("the same question gets the same answer, whatever it is, and says that no model was asked", async () => {
    const task = await world.task({ env: offline });
    const names = fc.constantFrom(
      "Bramblewick",
      "NVSH",
      "Cobaltine Grid",
      "AAPL",
      "gross margin",
      "risks",
      "'; --",
    );
    const words = fc.array(fc.oneof(names, fc.string({ minLength: 1, unit: "grapheme" })), {
      minLength: 1,
      maxLength: 8,
    });
    const questions = words
      .map((all) => all.join(" ").replaceAll("\0", "").trim())
      .filter((text) => text !== "");

    await fc.assert(
      fc.asyncProperty(questions, async (question) => {
        const first = await ask(task, { question });
        const second = await ask(task, { question, user: "bob" });

        expect(essence(second)).toEqual(essence(first));
        const answer = first.at(-2);
        expect(answer?.event).toBe("answer");
        expect(answer?.data.text).toContain("no model was asked");
      }),
      { numRuns: 15 },
    );
    expect(await world.openai.requests()).toEqual([]);
  });
});

describe("whom the agent talks to", () => {
  it("is the database, LangSmith and the model, and nobody else", async () => {
    const recorder = join(import.meta.dirname, "support/tell-connections.mjs");
    const { DATABASE_URI, ...env } = await world.environment();
    const task = await world.task({ env: { ...env, DATABASE_URI }, nodeOptions: ["--import", recorder] });
    await script(world.openai, {
      supervisor: [calls("analyst", { task: "QLMK" }), { text: "Well." }],
      analyst: [calls("compute_ratios", { company: "QLMK", ratios: ["net_margin"] }), { text: "Good." }],
    });
    await ask(task, { question: "How profitable is Quillmark?" });
    await world.langsmith.until((runs) => runs.length > 0 && runs.every(hasEnded));

    const told = task.process.stderr.match(/(?:connects to|looks up) .*/g) ?? [];
    const { port } = new URL(DATABASE_URI ?? "");
    const known = [
      `127.0.0.1:${port}`,
      ...[world.langsmith.endpoint, world.openai.endpoint].map((url) => new URL(url).host),
    ];
    expect([...new Set(told)].sort()).toEqual(known.map((host) => `connects to ${host}`).sort());
  });
});

describe("a thread", () => {
  it("goes on in the next question, and in another task", async () => {
    const env = { DATABASE_URI: await world.database() };
    const [first, second] = [await world.task({ env }), await world.task({ env })];
    await script(world.openai, {
      supervisor: [{ text: "Quillmark earns well." }, { text: "It owes nothing." }],
    });

    await ask(first, { question: "How profitable is Quillmark?", threadId: "t-1" });
    await ask(second, { question: "And its debt?", threadId: "t-1" });

    const [, last] = await world.openai.requests();
    expect(last?.body.messages).toMatchObject([
      { role: "system" },
      { role: "user", content: "How profitable is Quillmark?" },
      { role: "assistant", content: "Quillmark earns well." },
      { role: "user", content: "And its debt?" },
    ]);
  });

  it("is its user's alone, even where another's has the same name", async () => {
    const task = await world.task();
    await ask(task, { question: "A secret of Alice", threadId: "t-1", user: "alice" });
    const before = await world.openai.requests();
    const events = await ask(task, { question: "What did I ask?", threadId: "t-1", user: "bob" });

    const [, ...others] = await world.openai.requests();
    expect(before).toHaveLength(1);
    expect(JSON.stringify(others)).not.toContain("secret of Alice");
    expect(JSON.stringify(events)).not.toContain("secret of Alice");
  });

  it("is busy while it has a run, in every task, and free after it, also where its client has gone", async () => {
    const env = { DATABASE_URI: await world.database() };
    const [first, second] = [await world.task({ env }), await world.task({ env })];
    await world.openai.reply({}, { text: "A word, and no more.", hangsAfter: 2 });
    const stream = await first.stream({ threadId: "t-1" });
    await stream.until("text");

    const busy = await second.invoke({ threadId: "t-1" });
    expect(busy.status).toBe(409);
    const bob = new AbortController();
    const underWay = expect(
      second.invoke({ threadId: "t-1", user: "bob", signal: bob.signal }),
    ).rejects.toThrow();
    await expect.poll(async () => (await world.openai.requests()).length).toBe(2);
    bob.abort();
    await underWay;
    await stream.close();
    await world.openai.reply({}, { text: "Now." });
    await expect.poll(async () => (await second.invoke({ threadId: "t-1" })).status).toBe(200);
    // what was broken off is no part of it
    const last = (await world.openai.requests()).at(-1);
    expect(last?.body.messages).toHaveLength(2);
  });
});

describe("a run whose client goes", () => {
  it("ends as cancelled, its model's request too, and counts no failure", async () => {
    const task = await world.task();
    await world.openai.reply({}, { text: "word ".repeat(500), chunkDelayMs: 50 });
    const stream = await task.stream();
    const { data } = await stream.until("run");
    await stream.until("text");
    await stream.close();

    const runs = await world.langsmith.until((all) =>
      all.some((run) => run.id === data.runId && hasEnded(run)),
    );
    const root = runs.find(({ id }) => id === data.runId);
    expect(root?.metadata).toMatchObject({ outcome: "cancelled", unmeasured_calls: 1 });
    expect(root?.error).toBeUndefined();
    await expect
      .poll(async () => (await world.openai.requests()).map(({ brokenOff }) => brokenOff))
      .toEqual([true]);
    expect(await (await task.get("/metrics")).text()).toMatch(/outcome="cancelled"} 1\n/);
  });

  it("ends while a worker waits for its model as well", async () => {
    const task = await world.task();
    await script(world.openai, {
      supervisor: [calls("researcher", { task: "QLMK" })],
      researcher: [{ hangs: true }],
    });
    const stream = await task.stream();
    await stream.until("step");
    await expect.poll(async () => (await world.openai.requests()).length).toBe(2);
    await stream.close();

    await expect.poll(async () => (await world.openai.requests()).at(-1)?.brokenOff).toBe(true);
    expect(await askedOfModel()).toContain("QLMK");
  });
});

describe("a model that fails", () => {
  it("fails the run, tells nothing of itself, and leaves the thread as it was", async () => {
    const task = await world.task();
    await script(world.openai, {
      supervisor: [calls("risk", { task: "QLMK" }), { text: "Better now." }],
      risk: [{ status: 400 }],
    });
    const events = await ask(task, { question: "First", threadId: "t-1" });
    expect(events.at(-1)).toMatchObject({ event: "error" });
    expect(JSON.stringify(events)).not.toContain("told to answer");

    await world.openai.reset();
    await script(world.openai, { supervisor: [{ text: "Better now." }] });
    const again = await task.invoke({ question: "Second", threadId: "t-1" });
    expect(await again.json()).toMatchObject({ answer: "Better now." });
    expect(await askedOfModel()).not.toContain("First");
  });

  it("ends a run that takes too long, and says so", async () => {
    // longer than it takes to ask the model
    const task = await world.task({ env: { RUN_TIMEOUT_SECONDS: "5" } });
    await world.openai.reply({}, { hangs: true });
    const stream = await task.stream();
    await stream.toEnd();

    expect(stream.events.at(-1)).toMatchObject({ event: "error", data: { status: 504 } });
    await expect.poll(async () => (await world.openai.requests()).at(-1)?.brokenOff).toBe(true);
  });
});
