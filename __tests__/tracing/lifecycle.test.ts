import { describe, expect, it, type TestContext } from "vitest";
import { PROMPT_MS } from "../support/time";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { type LangSmithMode, LangSmithServer } from "./support/langsmith-server";

/** A LangSmith of the test's own, and an agent that ends in some way. */
async function prepare({ onTestFinished }: TestContext, mode: LangSmithMode = "healthy") {
  const langsmith = await LangSmithServer.start();
  onTestFinished(() => langsmith.stop());
  await langsmith.setMode(mode);
  return {
    langsmith,
    start: (way: string, handlers: string, env: Record<string, string> = {}) =>
      AgentProcess.start("ending.ts", {
        env: { ...langsmithEnvironment(langsmith.endpoint), ...env },
        args: [way, handlers],
        onTestFinished,
      }),
    ended: async () => (await langsmith.runs()).filter(({ end_time }) => end_time !== undefined).length,
  };
}

const DEADLINE_MS = 1_500;

/** What Node prints of an error, without the place of the throw. */
const printed = (stderr: string) =>
  stderr
    .split("\n")
    .filter((line) => !line.startsWith("[langgraph-platform/tracing]"))
    .join("\n");

describe.concurrent.each(["beforeExit", "exit", "throw", "reject"])("a process that ends by %s", (way) => {
  it("sends all runs, and ends and prints as it would have without us", async (context) => {
    const { start, ended } = await prepare(context);
    const [ours, theirs] = await Promise.all([
      start(way, "ours").ended(),
      start(way, "none", { LANGSMITH_TRACING: "false", LANGCHAIN_TRACING_V2: "false" }).ended(),
    ]);
    expect({ code: ours.code, signal: ours.signal }).toEqual({ code: theirs.code, signal: theirs.signal });
    expect(ours.stdout).toBe(theirs.stdout);
    expect(printed(ours.stderr)).toBe(theirs.stderr);
    expect(await ended()).toBe(5);
  });
});

describe.concurrent.each(["SIGTERM", "SIGINT"] as const)("a process that gets %s", (signal) => {
  it("sends all runs and dies of the signal", async (context) => {
    const { start, ended } = await prepare(context);
    const agent = start(signal, "ours");
    await agent.untilSays("ready");
    agent.kill(signal);
    expect(await agent.ended()).toMatchObject({ code: null, signal, stderr: "" });
    expect(await ended()).toBe(5);
  });

  it("lets another handler decide when it ends, and sends all the same", async (context) => {
    const { start, ended } = await prepare(context);
    const agent = start(signal, "theirs");
    await agent.untilSays("ready");
    agent.kill(signal);
    expect(await agent.ended()).toMatchObject({ code: 7, stdout: "ready\ntheir handler runs\n" });
    expect(await ended()).toBe(5);
  });
});

describe("a server that answers its open requests at SIGTERM", () => {
  it("has them recorded as they end, and what comes meanwhile as well", async (context) => {
    const { langsmith, start } = await prepare(context);
    const agent = start("SIGTERM", "drains");
    await agent.untilSays("ready");
    agent.kill("SIGTERM");
    expect(await agent.ended()).toMatchObject({ code: 0, stderr: "" });
    const runs = await langsmith.runs();
    for (const name of ["open request", "during the drain"]) {
      expect(runs.find((run) => run.name === name)?.metadata).toMatchObject({ outcome: "succeeded" });
    }
  });
});

describe("an application that survives its errors", () => {
  it("goes on, and nothing is sent early", async (context) => {
    const { start, ended } = await prepare(context);
    const agent = start("throw", "survives");
    expect(await agent.ended()).toMatchObject({ code: 0, stdout: "caught the agent's own error\n" });
    expect(await ended()).toBe(5);
  });
});

describe.concurrent.each<[string, LangSmithMode]>([
  ["refused", "refused"],
  ["hung", "hung"],
  ["500", { status: 500 }],
  ["429", { status: 429, retryAfterSeconds: 600 }],
  ["cut off", "cut off"],
])("with a backend that is %s", (_, mode) => {
  it.for(["SIGTERM", "exit", "beforeExit"])(
    "a process that ends by %s says what was dropped, within its deadline",
    async (way, context) => {
      const [{ start, ended }, healthy] = await Promise.all([prepare(context, mode), prepare(context)]);
      const timeOf = async (started: ReturnType<typeof start>) => {
        if (way === "SIGTERM") {
          await started.untilSays("ready");
          started.kill("SIGTERM");
        }
        const from = performance.now();
        const { stderr } = await started.ended();
        return { stderr, took: performance.now() - from };
      };
      const [{ stderr, took }, control] = await Promise.all([
        timeOf(start(way, "ours", { TIMEOUT_MS: String(DEADLINE_MS) })),
        timeOf(healthy.start(way, "ours")),
      ]);
      expect(stderr).toContain("5 runs were not sent to LangSmith before the process ended.");
      expect(await ended()).toBe(0);
      // a Retry-After says ten minutes, and what hangs never ends
      expect(took - control.took).toBeLessThan(PROMPT_MS);
    },
  );
});

it("tries a backend that comes back within the deadline", async (context) => {
  const { langsmith, start, ended } = await prepare(context, { status: 503 });
  const agent = start("SIGTERM", "ours");
  await agent.untilSays("ready");
  agent.kill("SIGTERM");
  await expect.poll(async () => (await langsmith.counts())["POST /runs/multipart"] ?? 0).toBeGreaterThan(1);
  await langsmith.setMode("healthy");
  expect(await agent.ended()).toMatchObject({ signal: "SIGTERM" });
  expect(await ended()).toBe(5);
});

describe.concurrent("lines for CloudWatch", () => {
  it.for(["SIGTERM", "exit", "beforeExit", "throw"])(
    "are all there when a process ends by %s, more than a pipe takes at once",
    async (way, context) => {
      const { start } = await prepare(context);
      const agent = start(way, "ours", { EMF: "true", TIMES: "500" });
      if (way === "SIGTERM") {
        await agent.untilSays("ready");
        agent.kill("SIGTERM");
      }
      const { stdout } = await agent.ended();
      const lines = stdout.split("\n").filter((line) => line.startsWith('{"_aws"'));
      expect(lines.map((line) => JSON.parse(line).User).sort()).toEqual(
        Array.from({ length: 500 }, (_, number) => `u${number}`).sort(),
      );
    },
  );
});
