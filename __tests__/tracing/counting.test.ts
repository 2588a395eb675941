import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatisticsSnapshot } from "../../src/tracing/statistics/statistics";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";
import { OpenAIServer } from "./support/openai-server";

let langsmith: LangSmithServer;
let models: OpenAIServer;

beforeAll(async () => {
  [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
  await models.reply({ model: "fails" }, { status: 500 });
  await models.reply({ model: "no-usage" }, { usage: null });
});

afterAll(() => Promise.all([langsmith.stop(), models.stop()]));

/** Runs the agent in all ways. */
async function count(env: Readonly<Record<string, string>>): Promise<StatisticsSnapshot> {
  const agent = AgentProcess.start("counting.ts", {
    env: { ...env, MODEL_URL: models.baseUrl },
    onTestFinished: null,
  });
  return (await agent.result<{ statistics: StatisticsSnapshot }>()).statistics;
}

const MODES = {
  on: () => langsmithEnvironment(langsmith.endpoint),
  off: () => ({}),
  "on, and nothing sampled": () => ({
    ...langsmithEnvironment(langsmith.endpoint),
    LANGSMITH_TRACING_SAMPLING_RATE: "0",
  }),
};

/** Of 1000 tokens in, 400 of them cached, and 50 out. */
const USD = 0.00015;

describe.each(["on", "off", "on, and nothing sampled"] as const)("with tracing %s", (mode) => {
  let statistics: StatisticsSnapshot;
  let runs: readonly ReceivedRun[];
  const series = (way: string, kind: "agents" | "users" = "agents") =>
    statistics[kind].find(({ name }) => name === way);

  beforeAll(async () => {
    await langsmith.reset();
    statistics = await count(MODES[mode]());
    runs = await langsmith.runs();
  });

  it.each([
    ["langchain", 1],
    ["langchain stream", 1],
    ["langchain batch", 2],
    ["openai", 1],
    ["openai stream", 1],
    ["openai with options", 1],
    ["openai helper", 1],
    ["openai responses", 1],
    ["openai responses stream", 1],
    ["both wrappers", 1],
    ["inside of traceable", 1],
    ["inner", 1],
  ])("a call by %s counts once", (way, calls) => {
    expect(series(way)?.calls).toMatchObject({ count: calls, succeeded: calls });
    expect(series(way)?.cost).toMatchObject({ pricedCalls: calls, unpricedCalls: 0, unmeasuredCalls: 0 });
    expect(series(way)?.cost.usd).toBeCloseTo(calls * USD, 12);
    expect(series(way)?.tokens).toEqual({
      input: calls * 1000,
      cachedInput: calls * 400,
      output: calls * 50,
      reasoning: 0,
    });
    if (way !== "inner") expect(series(way, "users")?.cost).toEqual(series(way)?.cost);
  });

  it.each([
    ["unpriced", { unpricedCalls: 1, unmeasuredCalls: 0 }, { succeeded: 1 }],
    ["without usage", { unpricedCalls: 0, unmeasuredCalls: 1 }, { succeeded: 1 }],
    ["openai stream without usage", { unpricedCalls: 0, unmeasuredCalls: 1 }, { succeeded: 1 }],
    ["failing", { unpricedCalls: 0, unmeasuredCalls: 1 }, { failed: 1 }],
    ["langchain broken off", { unpricedCalls: 0, unmeasuredCalls: 1 }, { cancelled: 1 }],
  ])("a call that is %s is never one of 0 USD", (way, cost, outcomes) => {
    expect(series(way)?.cost).toEqual({ usd: 0, pricedCalls: 0, ...cost });
    expect(series(way)?.calls).toMatchObject({ count: 1, ...outcomes });
  });

  it("a call inside of another execution counts for that alone", () => {
    expect(series("inside of another execution")?.calls.count).toBe(0);
    expect(series("inside of another execution")?.executions.count).toBe(1);
  });

  it("all of them together are the calls that the models got", () => {
    expect(statistics.total.calls.count).toBe(
      statistics.models.reduce((sum, { calls }) => sum + calls.count, 0),
    );
  });

  it("a call by langsmith's own wrapper counts once where langsmith makes runs", () => {
    const cost = { usd: USD, pricedCalls: 1, unpricedCalls: 0, unmeasuredCalls: 0 };
    expect(series("langsmith's wrapper")?.cost).toMatchObject(mode === "off" ? { pricedCalls: 0 } : cost);
  });

  it("LangSmith gets the usage on the run of the model alone, and nothing where tracing is off or not sampled", async () => {
    if (mode !== "on") {
      expect(await langsmith.counts()).toEqual({});
      return;
    }
    expect(runs.filter(({ end_time }) => end_time === undefined).map(({ name }) => name)).toEqual([]);
    const withUsage = runs.filter(({ outputs, metadata }) => "usage_metadata" in { ...outputs, ...metadata });
    expect(new Set(withUsage.map(({ run_type }) => run_type))).toEqual(new Set(["llm"]));
    const { pricedCalls, unpricedCalls } = statistics.total.cost;
    // LangChain leaves an empty one where the provider sends none
    expect(withUsage.length).toBeGreaterThanOrEqual(pricedCalls + unpricedCalls);
  });
});
