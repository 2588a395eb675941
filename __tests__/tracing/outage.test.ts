import { describe, expect, it, type TestContext } from "vitest";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { type LangSmithMode, LangSmithServer } from "./support/langsmith-server";

async function prepare({ onTestFinished }: TestContext, env: Readonly<Record<string, string>> = {}) {
  const langsmith = await LangSmithServer.start();
  onTestFinished(() => langsmith.stop());
  const agent = AgentProcess.start("outage.ts", {
    env: { ...langsmithEnvironment(langsmith.endpoint), ...env },
    onTestFinished,
  });
  return { langsmith, tell: async (line: string) => JSON.parse(await agent.tell(line)), agent };
}

describe.concurrent.each<[string, LangSmithMode]>([
  ["refused", "refused"],
  ["hung", "hung"],
  ["answering 500", { status: 500 }],
  ["answering 429", { status: 429, retryAfterSeconds: 1 }],
  ["cut off", "cut off"],
])("a backend that is %s", (_, mode) => {
  it("costs no run that the bound holds", async (context) => {
    const startedAt = performance.now();
    // what is never answered is given up and tried again
    const env: Record<string, string> = mode === "hung" ? { REQUEST_TIMEOUT_MS: "5000" } : {};
    const { langsmith, tell, agent } = await prepare(context, env);
    await langsmith.setMode(mode);
    const during = await tell("trace 200");
    expect(during).toMatchObject({ made: 200, dropped: 0 });
    expect(await tell("flush")).toMatchObject({ sent: 0, pending: 200 });
    await langsmith.setMode("healthy");
    await tell("trace 50");
    expect(await tell("flush 2")).toEqual({ made: 250, sent: 250, dropped: 0, pending: 0 });
    const runs = await langsmith.runs();
    expect(runs).toHaveLength(250);
    expect(runs.every(({ end_time }) => end_time !== undefined)).toBe(true);
    await tell("shutdown");
    const { stderr } = await agent.ended();
    const lines = stderr.split("\n").filter((line) => line !== "");
    expect(lines).not.toEqual([]);
    // one a minute
    expect(lines.length).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 60_000);
  });
});

describe.concurrent("a queue that is full", () => {
  it("drops what comes on top, keeps the rest, and says both", async (context) => {
    const { langsmith, tell, agent } = await prepare(context, { MAX_QUEUE_BYTES: "200000" });
    await langsmith.setMode({ status: 503 });
    const { made, dropped, pending } = await tell("trace 500");
    expect(made).toBe(500);
    expect(dropped).toBeGreaterThan(300);
    expect(pending).toBeGreaterThan(30);
    expect(dropped + pending).toBe(500);
    await langsmith.setMode("healthy");
    expect(await tell("shutdown")).toEqual({ made: 500, sent: pending, dropped, pending: 0 });
    expect(await langsmith.runs()).toHaveLength(pending);
    const { stderr } = await agent.ended();
    expect(stderr).toContain("The queue to LangSmith is full");
  });
});

describe.concurrent("other answers", () => {
  it("413: smaller batches are sent", async (context) => {
    const { langsmith, tell } = await prepare(context);
    await langsmith.setMode({ maxBytes: 60_000 });
    await tell("trace 100");
    expect(await tell("flush")).toEqual({ made: 100, sent: 100, dropped: 0, pending: 0 });
  });

  it("404 on multipart: batches are sent as JSON", async (context) => {
    const { langsmith, tell } = await prepare(context);
    await langsmith.setMode("multipart off");
    await tell("trace 10");
    expect(await tell("flush")).toEqual({ made: 10, sent: 10, dropped: 0, pending: 0 });
    expect(await langsmith.runs()).toHaveLength(10);
  });

  it("401: runs are dropped, and the reason told without the key", async (context) => {
    const { langsmith, tell, agent } = await prepare(context);
    await langsmith.setMode({ status: 401 });
    await tell("trace 10");
    expect(await tell("flush")).toMatchObject({ made: 10, sent: 0, dropped: 10 });
    await tell("shutdown");
    const { stderr } = await agent.ended();
    expect(stderr).toContain("it answers 401");
    expect(stderr).not.toContain("lsv2_");
  });

  it("slow: nothing is lost", async (context) => {
    const { langsmith, tell } = await prepare(context);
    await langsmith.setMode({ delayMs: 300 });
    await tell("trace 300");
    expect(await tell("flush")).toEqual({ made: 300, sent: 300, dropped: 0, pending: 0 });
  });
});
