import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExecutionSummary } from "../../src/tracing";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";
import { OpenAIServer } from "./support/openai-server";

let langsmith: LangSmithServer;
let models: OpenAIServer;

beforeAll(async () => {
  [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
  await models.reply({ model: "no-usage" }, { usage: null });
});

afterAll(() => Promise.all([langsmith.stop(), models.stop()]));

interface Told {
  readonly heard: Readonly<Record<string, readonly ExecutionSummary[]>>;
  readonly results: readonly unknown[];
}

/** Of 1000 tokens in, 400 of them cached, and 50 out. */
const CALL = { costUsd: 0.000_15, inputTokens: 1000, outputTokens: 50, pricedCalls: 1 };
const NOTHING = { costUsd: 0, inputTokens: 0, outputTokens: 0, pricedCalls: 0 };
const KNOWN = { unpricedCalls: 0, unmeasuredCalls: 0 };

describe.each([true, false])("what onEnd hears, with tracing on: %s", (isOn) => {
  let told: Told;
  let runs: readonly ReceivedRun[];
  let output: string;

  beforeAll(async () => {
    await langsmith.reset();
    const env = { ...(isOn && langsmithEnvironment(langsmith.endpoint)), MODEL_URL: models.baseUrl };
    const agent = AgentProcess.start("summary.ts", { env, onTestFinished: null });
    told = await agent.result<Told>();
    output = (await agent.ended()).stderr;
    runs = await langsmith.runs();
  });

  it.each([
    ["succeeds", { outcome: "succeeded", ...CALL, ...KNOWN }],
    ["makes no call", { outcome: "succeeded", ...NOTHING, ...KNOWN }],
    ["fails", { outcome: "failed", ...CALL, ...KNOWN }],
    ["is around another", { outcome: "succeeded", ...CALL, ...KNOWN }],
    ["is inside", { outcome: "succeeded", ...CALL, ...KNOWN }],
    ["streams", { outcome: "succeeded", ...CALL, ...KNOWN }],
    ["is broken off", { outcome: "cancelled", ...NOTHING, ...KNOWN }],
  ])("of an execution that %s", (name, summary) => {
    expect(told.heard[name]).toEqual([expect.objectContaining(summary)]);
  });

  it("of one with calls of every kind: they are counted apart, and tokens of all that told any", () => {
    expect(told.heard["makes calls of every kind"]).toEqual([
      expect.objectContaining({
        costUsd: 0.000_15,
        inputTokens: 2000,
        outputTokens: 100,
        pricedCalls: 1,
        unpricedCalls: 1,
        unmeasuredCalls: 1,
      }),
    ]);
  });

  it("of one that a budget refused: what the calls before have cost", () => {
    expect(told.heard["is refused"]).toEqual([
      expect.objectContaining({ outcome: "refused", costUsd: expect.closeTo(0.0003, 9), pricedCalls: 2 }),
    ]);
  });

  it("tells the run by LangSmith's id, and how long it took", () => {
    for (const [name, [summary]] of Object.entries(told.heard)) {
      expect(summary?.latencyMs).toBeGreaterThan(0);
      expect(summary?.runId).toMatch(/^[0-9a-f-]{36}$/);
      if (isOn) expect(runs.find(({ id }) => id === summary?.runId)?.name).toBe(name);
    }
  });

  it("a listener that throws or rejects changes nothing, and is told of", () => {
    expect(told.results).toEqual(["its own result", "its own result"]);
    expect(output).toContain("onEnd has thrown TypeError.");
  });
});
