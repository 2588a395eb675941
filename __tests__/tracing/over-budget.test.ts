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

interface Told {
  readonly result?: unknown;
  readonly error?: { readonly scope: string; readonly message: string };
  readonly statistics: { readonly total: { readonly executions: { readonly refused: number } } };
}

async function run(way: string, { scope = "execution", isOn = true } = {}): Promise<Told> {
  const env = { ...(isOn && langsmithEnvironment(langsmith.endpoint)), MODEL_URL: models.baseUrl };
  return AgentProcess.start("over-budget.ts", { env, args: [way, scope, "0.0003"] }).result();
}

const SWALLOWED = ["swallowed", "tools"];

describe.each([true, false])("a hard budget, with tracing on: %s", (isOn) => {
  // a call costs 0.00015 USD; the estimate of the third one, 0.00005, does not fit into 0.0003 after two
  it.each(["invoke", "stream", "swallowed", "fallbacks", "retries", "tools", "openai"])(
    "lets no request reach the model after it is used up, by %s",
    async (way) => {
      const { result, error, statistics } = await run(way, { isOn });
      expect(await models.requests()).toHaveLength(2);
      expect(statistics.total.executions.refused).toBe(1);
      if (SWALLOWED.includes(way)) expect(result).toBeDefined();
      else expect(error).toMatchObject({ scope: "execution", limitUsd: 0.0003 });
    },
  );

  it.each(["batch", "parallel"])("is passed by what was in flight at most, by %s", async (way) => {
    const { error } = await run(way, { isOn });
    // six reservations of 0.0000486 fit into 0.0003
    expect((await models.requests()).length).toBeLessThanOrEqual(6);
    expect(error).toMatchObject({ scope: "execution" });
  });
});

describe("a call that is refused", () => {
  it.each(["invoke", "stream", "fallbacks", "tools", "openai"])(
    "leaves no run open in LangSmith, by %s",
    async (way) => {
      await run(way);
      const runs = await langsmith.runs();
      expect(runs.length).toBeGreaterThan(2);
      expect(runs.filter(({ end_time }) => end_time === undefined)).toEqual([]);
      const refused = runs.filter(
        ({ run_type, error }) => run_type === "llm" && error?.includes("BudgetExceeded"),
      );
      if (way !== "openai") expect(refused.length).toBeGreaterThan(0);
      expect(runs.find(({ parent_run_id }) => parent_run_id === undefined)?.metadata).toMatchObject({
        outcome: "refused",
        user_id: "user-1",
      });
    },
  );
});

it.each(["user", "day"])("a budget by %s holds as well", async (scope) => {
  const { error } = await run("invoke", { scope });
  expect(error).toMatchObject({ scope });
  expect(await models.requests()).toHaveLength(2);
});
