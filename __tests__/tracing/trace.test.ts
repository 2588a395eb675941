import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StatisticsSnapshot } from "../../src/tracing/statistics/statistics";
import { AgentProcess, langsmithEnvironment, NODES } from "./support/agent-process";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";
import { OpenAIServer } from "./support/openai-server";

let langsmith: LangSmithServer;
let models: OpenAIServer;

beforeEach(async () => {
  [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
});

afterEach(() => Promise.all([langsmith.stop(), models.stop()]));

const root = (runs: readonly ReceivedRun[], of: ReceivedRun) => runs.find(({ id }) => id === of.trace_id);

describe("the document's example", () => {
  it("is one run with the inputs, outputs, tags, metadata and project that it names", async () => {
    const agent = AgentProcess.start("document-example.ts", {
      env: langsmithEnvironment(langsmith.endpoint),
    });
    const { result, counts } = await agent.result<{ result: unknown; counts: unknown }>();
    expect(result).toEqual({ answer: "AAPL is at 42" });
    expect(counts).toEqual({ made: 1, sent: 1, dropped: 0, pending: 0 });
    const [run, ...others] = await langsmith.runs();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      name: "financial-analysis-agent",
      run_type: "chain",
      inputs: { query: "Analyze AAPL stock" },
      outputs: { answer: "AAPL is at 42" },
      tags: ["financial", "production"],
      metadata: { agentConfigId: 123, user_id: "user-456", outcome: "succeeded", cost_usd: 0 },
      session_name: "langgraph-platform",
    });
    expect(run?.error).toBeUndefined();
    expect(run?.headers["x-api-key"]).toBe(langsmithEnvironment("").LANGSMITH_API_KEY);
  });

  it.each(["LANGSMITH_API_KEY", "LANGSMITH_TRACING"])("makes not one request without %s", async (name) => {
    const env = {
      ...langsmithEnvironment(langsmith.endpoint),
      [name]: undefined,
      LANGCHAIN_TRACING_V2: undefined,
    };
    const agent = AgentProcess.start("document-example.ts", { env });
    expect(await agent.result()).toMatchObject({ result: { answer: "AAPL is at 42" }, counts: { made: 0 } });
    expect(await langsmith.counts()).toEqual({});
  });
});

describe.each(Object.entries(NODES))("on Node %s", (_, node) => {
  it("concurrent graphs inside of an HTTP server keep their costs and parents apart", async () => {
    const env = { ...langsmithEnvironment(langsmith.endpoint), MODEL_URL: models.baseUrl };
    const agent = AgentProcess.start("concurrent.ts", { env, node });
    const { counts, statistics } = await agent.result<{
      counts: { made: number };
      statistics: StatisticsSnapshot;
    }>();
    expect(counts).toMatchObject({ dropped: 0, pending: 0 });
    const runs = await langsmith.runs();
    expect(runs).toHaveLength(counts.made);
    for (const user of ["first", "a", "b", "c", "d", "e", "last"]) {
      const own = runs.filter(({ tags }) => tags?.includes(user));
      const calls = own.filter(({ run_type }) => run_type === "llm");
      expect(calls).toHaveLength(3);
      expect(own.every((run) => root(runs, run)?.name === `agent-${user}`)).toBe(true);
      expect(
        own.every(({ metadata }) => metadata.user_id === user && metadata.thread_id === `thread-${user}`),
      ).toBe(true);
      expect(own.every(({ end_time }) => end_time !== undefined)).toBe(true);
      expect(calls.map(({ outputs }) => JSON.stringify(outputs)).every((text) => text.includes("42"))).toBe(
        true,
      );
    }
    expect(runs.filter(({ parent_run_id }) => parent_run_id === undefined)).toHaveLength(7);
    // gpt-4o, gpt-4o-mini and gpt-3.5-turbo, 1000 tokens in of which 400 are cached, and 50 out
    const usd = 0.0025 + 0.00015 + 0.000575;
    expect(statistics.agents.map(({ name }) => name).sort()).toEqual(
      ["a", "b", "c", "d", "e", "first", "last"].map((user) => `agent-${user}`),
    );
    for (const agent of [...statistics.agents, ...statistics.users]) {
      expect(agent.cost).toMatchObject({ pricedCalls: 3, unpricedCalls: 0, unmeasuredCalls: 0 });
      expect(agent.cost.usd).toBeCloseTo(usd, 9);
    }
    expect(statistics.total.cost.usd).toBeCloseTo(7 * usd, 9);
    expect(statistics.workers.map(({ name }) => name)).toContain("agent-a/researcher");
    expect(
      runs
        .filter(({ parent_run_id }) => parent_run_id === undefined)
        .map(({ metadata }) => Number(metadata.cost_usd).toFixed(6)),
    ).toEqual(Array.from({ length: 7 }, () => usd.toFixed(6)));
  });
});
