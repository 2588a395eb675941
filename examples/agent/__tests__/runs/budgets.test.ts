import { BudgetExceededError, configureTracing, statistics } from "langgraph-platform/tracing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OFFLINE_PRICES } from "../../src/models/offline/offline-model.js";
import type { RunEvent } from "../../src/runs/run-service.js";
import { AGENT, type OfflineService, startOfflineService, usageOf } from "./support/offline-service.js";

/** A run costs some 0.001 USD, and its last call reserves half of that: one fits into each, and no second one. */
const USER_USD = 0.0014;
const EXECUTION_USD = 0.0013;

configureTracing({
  prices: OFFLINE_PRICES,
  budgets: { user: { hardUsd: USER_USD }, execution: { hardUsd: EXECUTION_USD } },
});

let service: OfflineService;

beforeAll(async () => {
  service = await startOfflineService();
});

afterAll(() => service.stop());

async function untilRefused(user: string, question: string) {
  const seen: RunEvent[] = [];
  try {
    const { signal } = new AbortController();
    for await (const event of service.runs.stream({ agent: AGENT, question, user, signal })) seen.push(event);
  } catch (error) {
    if (BudgetExceededError.isInstance(error)) return { seen, refusal: error };
    throw error;
  }
  return { seen, refusal: undefined };
}

describe("a hard budget", () => {
  it("of a user refuses a run that it has no room for, before the first event, and no other user's", async () => {
    const { costUsd } = usageOf(await service.ask("Analyze Bramblewick Foods", { user: "spends" }));
    const { seen, refusal } = await untilRefused("spends", "Analyze Bramblewick Foods");

    expect(refusal).toMatchObject({ scope: "user", userId: "spends", limitUsd: USER_USD });
    expect(refusal?.spentUsd).toBeCloseTo(costUsd, 9);
    expect(seen).toEqual([]);
    expect(await untilRefused("another", "Analyze Bramblewick Foods")).toMatchObject({ refusal: undefined });
  });

  it("of an execution ends the run, also in the middle of a worker, and the next one has its own", async () => {
    const long = `Analyze Bramblewick Foods ${"and much more ".repeat(400)}`;
    const first = await untilRefused("long", long);
    const second = await untilRefused("short", "Analyze Bramblewick Foods");

    expect(first.refusal).toMatchObject({ scope: "execution", limitUsd: EXECUTION_USD });
    expect(first.seen.map(({ type }) => type)).toContain("finding");
    expect(first.seen.map(({ type }) => type)).not.toContain("answer");
    expect(second.refusal).toBeUndefined();
    expect(await service.checkpointNamespaces()).toEqual([""]);
  });

  it("is told of as refused, and not as failed, and its thread and place are free again", () => {
    const { executions } = statistics().agents.find(({ name }) => name === AGENT) ?? {};

    expect(executions).toMatchObject({ refused: 2, failed: 0, cancelled: 0 });
    expect(service.runs.active).toBe(0);
    expect(service.threads.leased.size).toBe(0);
  });
});
