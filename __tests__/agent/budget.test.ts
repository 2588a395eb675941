import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { silentPool } from "../support/postgres/pool";
import { hasEnded } from "../tracing/support/langsmith-server";
import { AGENT, type AgentTask, AgentWorld } from "./support/agent-world";
import { calls, script } from "./support/script";

/** What a call costs, and what it reserves before: 800 tokens that it may write, and what it is asked. */
const CALL_USD = 0.000_15;
const RESERVED_USD = 0.000_5;

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});

beforeEach(async () => {
  await Promise.all([world.langsmith.reset(), world.openai.reset()]);
  await script(world.openai, { supervisor: [{ text: "Quillmark earns well." }] });
});

afterAll(() => world.stop());

const done = z.object({ usage: z.object({ costUsd: z.number() }) });

/** Asks until a run is refused. @returns what the runs before have cost, and the refusal */
async function spendAll(task: AgentTask) {
  const costs = [];
  for (let run = 0; run < 10; run += 1) {
    const response = await task.invoke();
    if (response.status !== 200) return { costs, refusal: response };
    costs.push(done.parse(await response.json()).usage.costUsd);
  }
  throw new Error(`${costs.length} runs were made, and none was refused`);
}

async function spentOf(databaseUri: string, user: string): Promise<number> {
  const pool = silentPool({ connectionString: databaseUri, max: 1 });
  try {
    const { rows } = await pool.query(
      "select coalesce(sum(spent_usd), 0)::float8 as spent from langgraph_budgets where key like $1",
      [`%/user/${user}/%`],
    );
    return z.array(z.object({ spent: z.number() })).parse(rows)[0]?.spent ?? 0;
  } finally {
    await pool.end();
  }
}

describe("a user's budget of the day", () => {
  it("refuses the run that it has no room for, in every task and form, until midnight, and no other user's", async () => {
    const DATABASE_URI = await world.database();
    const env = { DATABASE_URI, BUDGET_USER_USD: String(RESERVED_USD + 2 * CALL_USD) };
    const [first, second] = [await world.task({ env }), await world.task({ env })];
    const { costs, refusal } = await spendAll(first);
    const asked = (await world.openai.requests()).length;

    expect(costs.length).toBeGreaterThan(0);
    for (const cost of costs) expect(cost).toBeCloseTo(CALL_USD, 9);
    expect(await spentOf(DATABASE_URI, "alice")).toBeCloseTo(costs.length * CALL_USD, 9);
    for (const response of [refusal, await second.invoke(), (await second.stream()).response]) {
      expect(response.status).toBe(429);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      const seconds = Number(response.headers.get("retry-after"));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(86_400);
    }
    expect(await refusal.json()).toMatchObject({ type: "urn:problem-type:budget-exceeded", scope: "user" });
    expect(await world.openai.requests()).toHaveLength(asked);
    expect((await second.invoke({ user: "bob" })).status).toBe(200);
  });

  it("counts what a run has cost that was broken off in the middle", async () => {
    const DATABASE_URI = await world.database();
    const task = await world.task({ env: { DATABASE_URI } });
    await world.openai.reply({}, { text: "word ".repeat(500), chunkDelayMs: 50 });
    const stream = await task.stream();
    await stream.until("text");
    await stream.close();
    await world.langsmith.until((runs) => runs.some(({ name }) => name === AGENT) && runs.every(hasEnded));

    // the provider bills what it wrote when nobody listened: what was reserved counts
    await expect.poll(() => spentOf(DATABASE_URI, "alice")).toBeGreaterThan(2 * CALL_USD);
  });
});

describe("the budget of a run", () => {
  it("ends it in the middle, as refused, with nothing asked after that, and leaves its thread free", async () => {
    const BUDGET_EXECUTION_USD = String(RESERVED_USD + 2 * CALL_USD);
    const task = await world.task({ env: { BUDGET_EXECUTION_USD } });
    await world.openai.reset();
    await script(world.openai, {
      supervisor: [calls("risk", { task: "again" })],
      risk: [{ text: "Nothing new." }],
    });
    const stream = await task.stream({ threadId: "t-1" });
    await stream.toEnd();

    expect(stream.types).toContain("finding");
    expect(stream.types).not.toContain("answer");
    expect(stream.events.at(-1)).toMatchObject({
      event: "error",
      data: { status: 429, type: "urn:problem-type:budget-exceeded", scope: "execution" },
    });
    const asked = (await world.openai.requests()).length;
    expect(asked).toBeLessThanOrEqual(4);
    const runs = await world.langsmith.until((all) => all.some((run) => run.name === AGENT && hasEnded(run)));
    const root = runs.find(({ name }) => name === AGENT);
    expect(root?.metadata).toMatchObject({
      outcome: "refused",
      cost_usd: expect.closeTo(asked * CALL_USD, 9),
    });
    await script(world.openai, { supervisor: [{ text: "Well." }] });
    expect((await task.invoke({ threadId: "t-1" })).status).toBe(200);
  });
});
