import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OUTCOMES } from "../../../src/tracing/records";
import { Statistics, type StatisticsSnapshot } from "../../../src/tracing/statistics/statistics";
import { aCall, anExecution, callsOf, DAY_MS, executionsOf, NOON, names } from "./support/records";

type Kind = "days" | "agents" | "workers" | "models" | "users";
const KINDS: readonly Kind[] = ["days", "agents", "workers", "models", "users"];

describe("statistics", () => {
  test("count an execution in total, by day, by agent and by user", () => {
    const statistics = new Statistics();
    statistics.recordExecution(anExecution());
    const snapshot = statistics.snapshot();
    expect(namesOf(snapshot)).toEqual({
      days: ["2026-11-24"],
      agents: ["analyst"],
      workers: [],
      models: [],
      users: ["user-1"],
    });
    for (const each of [snapshot.total, snapshot.days[0], snapshot.agents[0], snapshot.users[0]]) {
      expect(each).toMatchObject({
        executions: { count: 1, succeeded: 1, failed: 0, cancelled: 0, refused: 0 },
        calls: { count: 0 },
        successRate: 1,
        latencyMs: { p50: 1000, p95: 1000, p99: 1000 },
      });
    }
  });

  test("count a call by worker and model as well, with tokens and cost", () => {
    const statistics = new Statistics();
    statistics.recordCall(aCall());
    const snapshot = statistics.snapshot();
    expect(namesOf(snapshot)).toEqual({
      days: ["2026-11-24"],
      agents: ["analyst"],
      workers: ["analyst/researcher"],
      models: ["gpt-4o"],
      users: ["user-1"],
    });
    for (const each of [snapshot.total, ...KINDS.flatMap((kind) => snapshot[kind])]) {
      expect(each).toMatchObject({
        executions: { count: 0 },
        calls: { count: 1, succeeded: 1, failed: 0, cancelled: 0, refused: 0 },
        tokens: { input: 1000, cachedInput: 400, output: 50, reasoning: 20 },
        cost: { usd: 0.0025, pricedCalls: 1, unpricedCalls: 0, unmeasuredCalls: 0 },
      });
    }
  });

  test("have no series for a worker and a user that nobody named", () => {
    const statistics = new Statistics();
    statistics.recordCall(aCall({ worker: undefined, userId: undefined }));
    statistics.recordExecution(anExecution({ userId: undefined }));
    const { workers, users, total } = statistics.snapshot();
    expect([workers, users, total.calls.count, total.executions.count]).toEqual([[], [], 1, 1]);
  });

  test("keep priced, unpriced and unmeasured calls side by side", () => {
    const statistics = new Statistics();
    for (const cost of [
      { kind: "priced", usd: 0.1 },
      { kind: "priced", usd: 0.2 },
      { kind: "unpriced" },
      { kind: "unmeasured" },
      { kind: "unmeasured" },
      { kind: "unmeasured" },
    ] as const) {
      statistics.recordCall(aCall({ cost }));
    }
    expect(statistics.snapshot().total.cost).toEqual({
      usd: 0.3,
      pricedCalls: 2,
      unpricedCalls: 1,
      unmeasuredCalls: 3,
    });
  });

  test("are not spoilt by what cannot be", () => {
    const statistics = new Statistics();
    statistics.recordCall(
      aCall({
        usage: { input: Number.NaN, cachedInput: 0, output: 1, reasoning: 0 },
        cost: { kind: "priced", usd: Number.NaN },
        latencyMs: -1,
        endedAt: Number.NaN,
      }),
    );
    statistics.recordExecution(anExecution({ latencyMs: Number.NaN, endedAt: Number.POSITIVE_INFINITY }));
    const { total, days, models } = statistics.snapshot();
    expect(days).toEqual([]);
    expect(models[0]).not.toHaveProperty("latencyMs");
    expect(total).toMatchObject({
      executions: { count: 1 },
      calls: { count: 1 },
      tokens: { input: 0, cachedInput: 0, output: 0, reasoning: 0 },
      cost: { usd: 0, pricedCalls: 0, unpricedCalls: 0, unmeasuredCalls: 1 },
    });
  });

  test("have the latency and success rate of executions, and for models and workers of calls", () => {
    const statistics = new Statistics();
    statistics.recordCall(aCall({ latencyMs: 100, outcome: "failed" }));
    statistics.recordCall(aCall({ latencyMs: 100 }));
    statistics.recordExecution(anExecution({ latencyMs: 5000 }));
    const { total, days, agents, users, models, workers } = statistics.snapshot();
    for (const each of [total, ...days, ...agents, ...users]) {
      expect([each.latencyMs?.p50, each.successRate]).toEqual([5000, 1]);
    }
    for (const each of [...models, ...workers])
      expect([each.latencyMs?.p50, each.successRate]).toEqual([100, 0.5]);
  });

  test("leave cancelled and refused executions out of the success rate", () => {
    const statistics = new Statistics();
    for (const outcome of ["cancelled", "refused"] as const)
      statistics.recordExecution(anExecution({ outcome }));
    expect(statistics.snapshot().total).not.toHaveProperty("successRate");
    for (const outcome of ["failed", "succeeded", "succeeded", "succeeded"] as const) {
      statistics.recordExecution(anExecution({ outcome }));
    }
    expect(statistics.snapshot().total).toMatchObject({
      successRate: 0.75,
      executions: { count: 6, succeeded: 3, failed: 1, cancelled: 1, refused: 1 },
    });
  });

  test("keep the last 31 UTC days, the latest first, whatever order they come in", () => {
    const statistics = new Statistics();
    const days = Array.from({ length: 40 }, (_, index) => NOON - ((index * 7) % 40) * DAY_MS);
    for (const endedAt of days) statistics.recordCall(aCall({ endedAt }));
    const kept = statistics.snapshot().days.map(({ name }) => name);
    expect(kept).toHaveLength(31);
    expect([kept[0], kept[30]]).toEqual(["2026-11-24", "2026-10-25"]);
    expect(statistics.snapshot().total.calls.count).toBe(40);
  });

  test.each([
    [Date.UTC(2026, 10, 24) - 1, "2026-11-23"],
    [Date.UTC(2026, 10, 24), "2026-11-24"],
  ])("have a day begin at midnight UTC: %d", (endedAt, name) => {
    const statistics = new Statistics();
    statistics.recordExecution(anExecution({ endedAt }));
    expect(statistics.snapshot().days.map((day) => day.name)).toEqual([name]);
  });

  test("are empty again after a reset", () => {
    const statistics = new Statistics();
    const before = statistics.snapshot();
    statistics.recordCall(aCall());
    statistics.recordExecution(anExecution());
    statistics.reset();
    expect(statistics.snapshot()).toEqual(before);
    statistics.recordCall(aCall());
    expect(statistics.snapshot().agents[0]?.calls.count).toBe(1);
  });

  test("give a snapshot that later records leave as it is", () => {
    const statistics = new Statistics();
    statistics.recordCall(aCall());
    const snapshot = statistics.snapshot();
    const copy = structuredClone(snapshot);
    statistics.recordCall(aCall());
    expect(snapshot).toEqual(copy);
  });
});

describe("names beyond the bound", () => {
  test("share the series (other), and those that have a series keep it", () => {
    const statistics = new Statistics({ maxSeries: 2 });
    for (const userId of ["a", "b", "c", "d", "a", "c"]) statistics.recordExecution(anExecution({ userId }));
    const users = statistics.snapshot().users.map(({ name, executions }) => [name, executions.count]);
    expect(users).toEqual([
      ["a", 2],
      ["b", 1],
      ["(other)", 3],
    ]);
  });

  test("are those after 1,000 by default, and each kind has a bound of its own", () => {
    const statistics = new Statistics();
    for (let index = 0; index < 1500; index += 1) statistics.recordCall(aCall({ model: `model-${index}` }));
    const { models, agents } = statistics.snapshot();
    expect(models).toHaveLength(1001);
    expect(models.at(-1)).toMatchObject({ name: "(other)", calls: { count: 500 } });
    expect(agents).toHaveLength(1);
  });

  test("do not lose their place to a user who is called (other)", () => {
    const statistics = new Statistics({ maxSeries: 2 });
    for (const userId of ["(other)", "a", "b", "c"]) statistics.recordExecution(anExecution({ userId }));
    const users = statistics.snapshot().users.map(({ name, executions }) => [name, executions.count]);
    expect(users).toEqual([
      ["(other)", 2],
      ["a", 1],
      ["b", 1],
    ]);
  });

  test("are cut to 200 characters, and to whole ones", () => {
    const statistics = new Statistics();
    statistics.recordExecution(
      anExecution({ agent: `${"x".repeat(199)}\u{1f600}`, userId: "y".repeat(1000) }),
    );
    const { agents, users } = statistics.snapshot();
    expect(agents[0]?.name).toBe(`${"x".repeat(199)}\uFFFD`);
    expect(users[0]?.name).toBe("y".repeat(200));
  });

  test("never lose a record, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(callsOf(names)), fc.integer({ min: 0, max: 4 }), (calls, maxSeries) => {
        const statistics = new Statistics({ maxSeries });
        for (const call of calls) statistics.recordCall(call);
        const snapshot = statistics.snapshot();
        for (const kind of ["agents", "models"] as const) {
          const series = snapshot[kind];
          expect(series.filter(({ name }) => name !== "(other)").length).toBeLessThanOrEqual(maxSeries);
          expect(new Set(series.map(({ name }) => name)).size).toBe(series.length);
          expect(series.reduce((sum, { calls: { count } }) => sum + count, 0)).toBe(calls.length);
        }
      }),
    );
  });
});

describe("snapshots of several tasks", () => {
  const records = fc.array(
    fc.tuple(
      fc.array(callsOf(fc.constantFrom("a", "b", "(other)", "__proto__")), { maxLength: 15 }),
      fc.array(executionsOf(fc.constantFrom("a", "b", "(other)", "__proto__")), { maxLength: 15 }),
    ),
    { maxLength: 5 },
  );

  test("merge, by way of JSON, into what one pass would have given", () => {
    fc.assert(
      fc.property(records, (tasks) => {
        const merged = new Statistics();
        const onePass = new Statistics();
        for (const [calls, executions] of tasks) {
          const task = new Statistics();
          for (const statistics of [task, onePass]) {
            for (const call of calls) statistics.recordCall(call);
            for (const execution of executions) statistics.recordExecution(execution);
          }
          merged.merge(JSON.parse(JSON.stringify(task.snapshot())));
        }
        expect(byName(merged.snapshot())).toEqual(byName(onePass.snapshot()));
      }),
    );
  });

  test("keep the bound of the one that they are merged into", () => {
    const first = new Statistics({ maxSeries: 1 });
    const second = new Statistics();
    first.recordCall(aCall({ model: "a" }));
    for (const model of ["a", "b", "c"]) second.recordCall(aCall({ model }));
    first.merge(second.snapshot());
    expect(first.snapshot().models.map(({ name, calls }) => [name, calls.count])).toEqual([
      ["a", 2],
      ["(other)", 2],
    ]);
  });

  test("do not merge where they are of another version", () => {
    const snapshot = JSON.parse(JSON.stringify({ ...new Statistics().snapshot(), version: 2 }));
    expect(() => new Statistics().merge(snapshot)).toThrow(
      "A snapshot of version 2 cannot be merged: this is version 1.",
    );
  });
});

test("every outcome has a count of its own", () => {
  const statistics = new Statistics();
  for (const outcome of OUTCOMES) {
    statistics.recordCall(aCall({ outcome }));
    statistics.recordExecution(anExecution({ outcome }));
  }
  const one = { count: 4, succeeded: 1, failed: 1, cancelled: 1, refused: 1 };
  expect(statistics.snapshot().total).toMatchObject({ executions: one, calls: one });
});

function namesOf(snapshot: StatisticsSnapshot) {
  return Object.fromEntries(KINDS.map((kind) => [kind, snapshot[kind].map(({ name }) => name)]));
}

/** The order of series is that in which they were first seen. */
function byName(snapshot: StatisticsSnapshot) {
  return {
    total: snapshot.total,
    ...Object.fromEntries(
      KINDS.map((kind) => [kind, [...snapshot[kind]].sort((a, b) => (a.name < b.name ? -1 : 1))]),
    ),
  };
}
