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
const OF_ENVIRONMENT = "no-shape-of-a-secret-at-all";

const agent = (env: Record<string, string> = {}) =>
  AgentProcess.start("secrets.ts", {
    env: { ...langsmithEnvironment(langsmith.endpoint), MODEL_URL: models.baseUrl, CANARY, ...env },
  });

describe("secrets", () => {
  it("are in no byte that leaves the process, by shape, by name, by the user's patterns", async () => {
    expect(await agent().result()).toMatchObject({ dropped: 0, pending: 0 });
    const runs = await langsmith.runs();
    expect(new Set(runs.map(({ name }) => name))).toEqual(
      new Set(["secrets", "inner", "RunnableLambda", "ChatOpenAI", "fails", "streams", "streams messages"]),
    );
    const secrets = [CANARY, "plain-words-of-a-password", "ACME-4711", "canary00000", "MUTATED"];
    expect(await langsmith.found(secrets)).toEqual([]);
    expect(runs.find(({ name }) => name === "secrets")?.inputs).toEqual({
      text: "a [SECRET_DETECTED]",
      password: "[SECRET_DETECTED]",
      nested: [{ key: "[ACME]" }],
    });
    expect(runs.find(({ name }) => name === "fails")?.error).toContain(
      "postgres://app:[SECRET_DETECTED]@db/x",
    );
    expect(runs.find(({ name }) => name === "streams")?.outputs).toEqual({
      output: "before [SECRET_DETECTED] after",
    });
  });

  it("that only the environment knows are in no byte either", async () => {
    const env = { CANARY: OF_ENVIRONMENT, JIRA_API_TOKEN: OF_ENVIRONMENT };
    await agent(env).result();
    expect(await langsmith.found([OF_ENVIRONMENT])).toEqual([]);
  });

  it("of variables that langsmith takes for metadata are in no byte either", async () => {
    await agent({
      LANGCHAIN_DATABASE_ADDRESS: `postgres://user:${OF_ENVIRONMENT}@db`,
      LANGCHAIN_NOTE: CANARY,
    }).result();
    expect(await langsmith.found([OF_ENVIRONMENT, CANARY])).toEqual([]);
  });

  it("stay in the process with the rest where inputs and outputs are hidden", async () => {
    await agent({ LANGSMITH_HIDE_INPUTS: "true", LANGSMITH_HIDE_OUTPUTS: "true" }).result();
    const runs = await langsmith.runs();
    expect(runs.length).toBeGreaterThan(5);
    for (const { inputs, outputs } of runs)
      expect({ inputs: inputs ?? {}, outputs: outputs ?? {} }).toEqual({ inputs: {}, outputs: {} });
    expect(await langsmith.found(["remember", "before"])).toEqual([]);
  });
});
