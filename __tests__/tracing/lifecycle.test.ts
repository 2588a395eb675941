import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { type LangSmithMode, LangSmithServer } from "./support/langsmith-server";

let langsmith: LangSmithServer;

beforeEach(async () => {
  langsmith = await LangSmithServer.start();
});

afterEach(() => langsmith.stop());

const start = (way: string, handlers: string, env: Record<string, string> = {}) =>
  AgentProcess.start("ending.ts", {
    env: { ...langsmithEnvironment(langsmith.endpoint), ...env },
    args: [way, handlers],
  });

const ended = async () => (await langsmith.runs()).filter(({ end_time }) => end_time !== undefined).length;

/** What Node prints of an error, without the place of the throw. */
const printed = (stderr: string) =>
  stderr
    .split("\n")
    .filter((line) => !line.startsWith("[langgraph-platform/tracing]"))
    .join("\n");

describe.each(["beforeExit", "exit", "throw", "reject"])("a process that ends by %s", (way) => {
  it("sends all runs, and ends and prints as it would have without us", async () => {
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

describe.each(["SIGTERM", "SIGINT"] as const)("a process that gets %s", (signal) => {
  it("sends all runs and dies of the signal", async () => {
    const agent = start(signal, "ours");
    await agent.untilSays("ready");
    agent.kill(signal);
    expect(await agent.ended()).toMatchObject({ code: null, signal, stderr: "" });
    expect(await ended()).toBe(5);
  });

  it("lets another handler decide when it ends, and sends all the same", async () => {
    const agent = start(signal, "theirs");
    await agent.untilSays("ready");
    agent.kill(signal);
    expect(await agent.ended()).toMatchObject({ code: 7, stdout: "ready\ntheir handler runs\n" });
    expect(await ended()).toBe(5);
  });
});

describe("an application that survives its errors", () => {
  it("goes on, and nothing is sent early", async () => {
    const agent = start("throw", "survives");
    expect(await agent.ended()).toMatchObject({ code: 0, stdout: "caught the agent's own error\n" });
    expect(await ended()).toBe(5);
  });
});

describe.each<[string, LangSmithMode]>([
  ["refused", "refused"],
  ["hung", "hung"],
  ["500", { status: 500 }],
  ["429", { status: 429, retryAfterSeconds: 60 }],
  ["cut off", "cut off"],
])("with a backend that is %s", (_, mode) => {
  it.each(["SIGTERM", "exit", "beforeExit"])(
    "a process that ends by %s says what was dropped, within its deadline",
    async (way) => {
      await langsmith.setMode(mode);
      const agent = start(way, "ours", { TIMEOUT_MS: "1500" });
      if (way === "SIGTERM") {
        await agent.untilSays("ready");
        agent.kill("SIGTERM");
      }
      const from = performance.now();
      const { stderr } = await agent.ended();
      expect(performance.now() - from).toBeLessThan(way === "SIGTERM" ? 3_000 : 30_000);
      expect(stderr).toContain("5 runs were not sent to LangSmith before the process ended.");
      expect(await ended()).toBe(0);
    },
  );
});

it("tries a backend that comes back within the deadline", async () => {
  await langsmith.setMode({ status: 503 });
  const agent = start("SIGTERM", "ours");
  await agent.untilSays("ready");
  agent.kill("SIGTERM");
  await expect.poll(async () => (await langsmith.counts())["POST /runs/multipart"] ?? 0).toBeGreaterThan(1);
  await langsmith.setMode("healthy");
  expect(await agent.ended()).toMatchObject({ signal: "SIGTERM" });
  expect(await ended()).toBe(5);
});
