import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { LangSmithServer } from "./support/langsmith-server";
import { OpenAIServer } from "./support/openai-server";

let langsmith: LangSmithServer;
let models: OpenAIServer;

beforeEach(async () => {
  [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
});

afterEach(() => Promise.all([langsmith.stop(), models.stop()]));

const CANARY = "sk-proj-canary00000000000000000000";

describe("LangChain and traceable outside of an execution", () => {
  it.each(["alone", "with an execution"])("make not one request without a key, %s", async (way) => {
    const { LANGSMITH_API_KEY: _, ...env } = langsmithEnvironment(langsmith.endpoint);
    await AgentProcess.start("outside.ts", {
      env: { ...env, MODEL_URL: models.baseUrl, CANARY },
      args: [way],
    }).result();
    expect(await langsmith.counts()).toEqual({});
    expect(await models.requests()).toHaveLength(6);
  });

  it("leave tracing on for a process that inherits the environment", async () => {
    const { LANGSMITH_TRACING, LANGCHAIN_TRACING_V2, ...env } = langsmithEnvironment(langsmith.endpoint);
    const inherited = {
      ...env,
      LANGSMITH_TRACING: "off for langgraph-platform",
      LANGCHAIN_TRACING_V2: "off for langgraph-platform",
      LANGGRAPH_PLATFORM_TRACING_SWITCHES: JSON.stringify({ LANGSMITH_TRACING, LANGCHAIN_TRACING_V2 }),
    };
    const made = async (more: Record<string, string> = {}) => {
      const agent = AgentProcess.start("document-example.ts", { env: { ...inherited, ...more } });
      return (await agent.result<{ counts: { made: number } }>()).counts.made;
    };
    expect(await made()).toBe(1);
    // what somebody says to that process alone counts more
    expect(await made({ LANGSMITH_TRACING: "false" })).toBe(0);
  });

  it("are switched off with one, so that nothing goes past the scrubbing, and what is inside is traced", async () => {
    const env = { ...langsmithEnvironment(langsmith.endpoint), MODEL_URL: models.baseUrl, CANARY };
    await AgentProcess.start("outside.ts", { env, args: ["with an execution"] }).result();
    expect((await langsmith.runs()).map(({ name }) => name).sort()).toEqual(["a chain", "inside"]);
    expect(await langsmith.found([CANARY])).toEqual([]);
    expect(await langsmith.counts()).toEqual({ "POST /runs/multipart": 1 });
  });
});
