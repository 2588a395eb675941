import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PROMPT_MS } from "../support/time";
import { hasEnded } from "../tracing/support/langsmith-server";
import { AgentProcess } from "./support/agent-process";
import { AGENT, type AgentTask, AgentWorld } from "./support/agent-world";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.langsmith.setMode("healthy");
  await Promise.all([world.langsmith.reset(), world.openai.reset()]);
});

/** Of a shutdown, whose parts have shares of it: above what each takes on a busy machine. */
const SHUTDOWN_TIMEOUT_SECONDS = "20";

/** Has an error happen in the agent that nobody catches, on SIGUSR2. */
const FAILING = {
  thrown:
    'process.on("SIGUSR2", () => { throw new Error("thrown, with sk-canary-0123456789abcdef0123456789abcdef"); });',
  rejected:
    'process.on("SIGUSR2", () => { Promise.reject(new Error("rejected, with canary-database-password-4711")); });',
} as const;

/** A task with a stream under way, which does not end by itself. */
async function busyTask(options: Parameters<AgentWorld["task"]>[0] = {}) {
  await world.openai.reply({}, { text: "word ".repeat(2_000), chunkDelayMs: 100 });
  const task = await world.task(options);
  const stream = await task.stream();
  await stream.until("text");
  return { task, stream };
}

async function outcomeOfRun(): Promise<unknown> {
  const runs = await world.langsmith.until((all) => all.some((run) => run.name === AGENT && hasEnded(run)));
  return runs.find(({ name }) => name === AGENT)?.metadata.outcome;
}

function messages({ process: { logs } }: AgentTask): readonly unknown[] {
  return logs.map(({ msg }) => msg);
}

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  it("ends an idle task at once, and well", async () => {
    const task = await world.task({ env: { SHUTDOWN_TIMEOUT_SECONDS: "110" } });
    const begunAt = performance.now();
    task.process.signal(signal);

    expect(await task.process.exited).toEqual({ code: 0, signal: null });
    // the first part of a shutdown that waits for something takes 75 s
    expect(performance.now() - begunAt).toBeLessThan(PROMPT_MS);
    expect(messages(task).at(-1)).toBe("Stopped.");
  });
});

describe("an end", () => {
  it("keeps its deadline while LangSmith hangs, and says what was not sent", async () => {
    const { task, stream } = await busyTask({ env: { SHUTDOWN_TIMEOUT_SECONDS } });
    await world.langsmith.setMode("hung");
    const begunAt = performance.now();
    task.process.signal("SIGTERM");
    await stream.toEnd();

    expect(await task.process.exited).toEqual({ code: 0, signal: null });
    // LangSmith would hang for ever
    expect(performance.now() - begunAt).toBeLessThan(60_000);
    expect(task.process.logs.find(({ msg }) => msg === "Stopping: traces are sent.")).toBeUndefined();
    const lost = task.process.logs.find(({ msg }) => msg === "Stopping: not all traces could be sent.");
    expect(lost).toMatchObject({ level: "warn", dropped: expect.any(Number) });
    expect(lost?.dropped).toBeGreaterThan(0);
  });

  it("before the database has ever been there is one, too", async () => {
    const env = {
      ...(await world.environment()),
      DATABASE_URI: "postgresql://agent:x@127.0.0.1:1/agent?sslmode=disable",
    };
    const agent = await AgentProcess.start({ env });
    await agent.untilSays("The database is not up");
    agent.signal("SIGTERM");

    expect(await agent.exited).toEqual({ code: 0, signal: null });
  });
});

describe.each(Object.entries(FAILING))("an error that is %s, and that nobody catches,", (how, program) => {
  it("is logged without secrets, and ends the task once its traces are sent", async () => {
    const preload = `data:text/javascript,${encodeURIComponent(program)}`;
    const { task } = await busyTask({ nodeOptions: ["--import", preload] });
    task.process.signal("SIGUSR2");

    expect(await task.process.exited).toEqual({ code: 1, signal: null });
    const line = task.process.logs.find(({ level }) => level === "fatal");
    expect(line).toMatchObject({ err: { message: expect.stringContaining(`${how}, with [secret]`) } });
    expect(task.process.output).not.toContain("canary");
    expect(await outcomeOfRun()).toBe("cancelled");
  });
});

describe("a port that is taken", () => {
  it("is told, and ends the task", async () => {
    const task = await world.task();
    const { port: PORT } = new URL(task.process.url);
    const agent = AgentProcess.launch({ env: { ...(await world.environment()), PORT } });

    expect(await agent.exited).toEqual({ code: 1, signal: null });
    expect(agent.logs.find(({ level }) => level === "fatal")?.msg).toMatch(
      /^It cannot listen: listen EADDRINUSE.*Give another HOST or PORT/,
    );
    expect(agent.output).not.toContain("    at ");
  });
});
