import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatisticsSnapshot } from "../../src/tracing/statistics/statistics";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";
import { OpenAIServer } from "./support/openai-server";

let langsmith: LangSmithServer;
let models: OpenAIServer;

beforeAll(async () => {
  [langsmith, models] = await Promise.all([LangSmithServer.start(), OpenAIServer.start()]);
});

afterAll(() => Promise.all([langsmith.stop(), models.stop()]));

interface Told {
  readonly told: Readonly<
    Record<
      string,
      { readonly result?: unknown; readonly error?: { readonly scope: string; readonly message: string } }
    >
  >;
  readonly statistics: StatisticsSnapshot;
}

/** Runs the agent in all ways, or some. */
async function run(isOn: boolean, ...args: readonly string[]): Promise<Told> {
  const env = { ...(isOn && langsmithEnvironment(langsmith.endpoint)), MODEL_URL: models.baseUrl };
  return AgentProcess.start("over-budget.ts", { env, args, onTestFinished: null }).result();
}

/** How many requests reached a model, by the way that asked. */
async function requests(way: string): Promise<number> {
  return (await models.requests()).filter(({ body }) => JSON.stringify(body).includes(`way ${way}.`)).length;
}

const SWALLOWED = ["swallowed", "tools"];
const ONE_BY_ONE = ["invoke", "stream", "swallowed", "fallbacks", "retries", "tools", "openai"];

describe.each([true, false])("a hard budget, with tracing on: %s", (isOn) => {
  let told: Told;
  let runs: readonly ReceivedRun[];

  beforeAll(async () => {
    await Promise.all([models.reset(), langsmith.reset()]);
    told = await run(isOn, "execution");
    runs = await langsmith.runs();
  });

  // a call costs 0.00015 USD; the estimate of the third one, 0.00005, does not fit into 0.0003 after two
  it.each(ONE_BY_ONE)("lets no request reach the model after it is used up, by %s", async (way) => {
    expect(await requests(way)).toBe(2);
    const { result, error } = told.told[way] ?? {};
    if (SWALLOWED.includes(way)) expect(result).toBeDefined();
    else expect(error).toMatchObject({ scope: "execution", limitUsd: 0.0003 });
    const [agent] = told.statistics.agents.filter(({ name }) => name === way);
    expect(agent?.executions).toMatchObject({ count: 1, refused: 1 });
    expect(agent?.calls.count).toBe(2);
  });

  it.each(["batch", "parallel"])("is passed by what was in flight at most, by %s", async (way) => {
    // as many reservations of 0.00005 as fit into 0.0003
    expect(await requests(way)).toBeLessThanOrEqual(6);
    expect(await requests(way)).toBeGreaterThan(1);
    expect(told.told[way]?.error).toMatchObject({ scope: "execution" });
  });

  it("leaves no run open in LangSmith, and shows the refusal where the call would have been", async () => {
    if (!isOn) {
      expect(await langsmith.counts()).toEqual({});
      return;
    }
    expect(runs.length).toBeGreaterThan(30);
    expect(runs.filter(({ end_time }) => end_time === undefined).map(({ name }) => name)).toEqual([]);
    for (const way of ONE_BY_ONE) {
      const root = runs.find(({ name, parent_run_id }) => name === way && parent_run_id === undefined);
      expect(root?.metadata).toMatchObject({ outcome: "refused", user_id: `user of ${way}` });
      if (way === "openai") continue;
      const refused = runs.filter(
        ({ trace_id, run_type, error }) =>
          trace_id === root?.id && run_type === "llm" && error?.includes("BudgetExceededError"),
      );
      expect(refused.length).toBeGreaterThan(0);
    }
  });
});

it.each(["user", "day"])("a budget by %s holds over all executions", async (scope) => {
  await models.reset();
  const { told } = await run(false, scope, "invoke", "swallowed");
  expect(told.invoke?.error).toMatchObject({ scope });
  expect(await requests("invoke")).toBe(2);
  // another user has a budget of its own, another execution of the same day has none
  expect(await requests("swallowed")).toBe(scope === "user" ? 2 : 0);
});
