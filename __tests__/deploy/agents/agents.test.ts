import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_AGENT_LIMITS } from "../../../src/deploy/agent-limits";
import type { AgentLine } from "../../../src/deploy/agent-line";
import { breachWords, usdWords } from "../../../src/deploy/agent-words";
import { type AgentsReport, AgentTotals, breachesOf } from "../../../src/deploy/agents";
import { line, NEW, OLD } from "./lines";

const LIMITS = DEFAULT_AGENT_LIMITS;

function report(lines: readonly AgentLine[], minExecutions = LIMITS.minExecutions): AgentsReport {
  const totals = new AgentTotals(OLD, NEW);
  for (const each of lines) totals.add(each);
  return totals.report(minExecutions);
}

/** One line of many executions of one kind. */
const many = (release: string, count: number, members: Partial<AgentLine> = {}): AgentLine =>
  line({
    release,
    executions: count,
    latenciesMs: Array.from({ length: count }, () => 1_000),
    costUsd: count * 0.01,
    ...members,
  });

describe("a comparison", () => {
  it("adds up each side's lines by agent, and leaves those of other releases out", () => {
    const lines = [
      many(OLD, 30, { failures: 3, latenciesMs: [...Array(29).keys(), 9_000] }),
      many(NEW, 20, { costUsd: 0.25 }),
      many(NEW, 20, { costUsd: 0.05, failures: 1, unmeasuredCalls: 2 }),
      many(NEW, 25, { agent: "writer", unpricedCalls: 1 }),
      many("langgraph-production:6", 1_000, { failures: 1_000 }),
    ];
    expect(report(lines)).toEqual({
      oldRelease: OLD,
      newRelease: NEW,
      minExecutions: 20,
      agents: [
        {
          agent: "researcher",
          isComparable: true,
          old: {
            executions: 30,
            failures: 3,
            errorRatePercent: 10,
            latencyP95Ms: 28,
            costPerExecutionUsd: 0.01,
            unpricedCalls: 0,
            unmeasuredCalls: 0,
          },
          new: {
            executions: 40,
            failures: 1,
            errorRatePercent: 2.5,
            latencyP95Ms: 1_000,
            costPerExecutionUsd: 0.0075,
            unpricedCalls: 0,
            unmeasuredCalls: 2,
          },
        },
        {
          agent: "writer",
          isComparable: false,
          old: { executions: 0, failures: 0, unpricedCalls: 0, unmeasuredCalls: 0 },
          new: expect.objectContaining({ executions: 25, unpricedCalls: 1, costPerExecutionUsd: 0.01 }),
        },
      ],
    });
  });

  it("knows no cost where no call had a price or usage, and takes an agent without calls for free", () => {
    const [unknown] = report([many(NEW, 20, { costUsd: 0, unmeasuredCalls: 20 })]).agents;
    expect(unknown?.new.costPerExecutionUsd).toBeUndefined();
    const [free] = report([many(NEW, 20, { costUsd: 0 })]).agents;
    expect(free?.new.costPerExecutionUsd).toBe(0);
  });

  it("counts the cost of calls before their execution has ended", () => {
    const running = line({ executions: 0, latenciesMs: [], costUsd: 0.02 });
    const [alone] = report([running]).agents;
    expect(alone?.new).toEqual({ executions: 0, failures: 0, unpricedCalls: 0, unmeasuredCalls: 0 });
    const [ended] = report([running, line({ costUsd: 0.01 })]).agents;
    expect(ended?.new.costPerExecutionUsd).toBe(0.03);
  });

  it("comes to the same in whatever order and pieces lines arrive", () => {
    const one = fc.record({
      agent: fc.constantFrom("a", "b", "__proto__", "constructor"),
      release: fc.constantFrom(OLD, NEW),
      failures: fc.nat(3),
      latenciesMs: fc.array(fc.nat(5_000), { minLength: 3, maxLength: 5 }),
      costUsd: fc.float({ min: 0, max: 10, noNaN: true }),
      unpricedCalls: fc.nat(3),
      unmeasuredCalls: fc.nat(3),
    });
    const all = fc.array(one.map((each) => ({ ...each, executions: each.latenciesMs.length })));
    fc.assert(
      fc.property(all, fc.infiniteStream(fc.nat()), (lines, order) => {
        const expected = report(lines);
        const shuffled = lines
          .map((each) => [order.next().value ?? 0, each] as const)
          .sort(([a], [b]) => a - b)
          .map(([, each]) => each);
        expect(report(shuffled)).toEqual(expected);
        for (const { agent, old: before, new: now } of expected.agents) {
          for (const [release, figures] of [
            [OLD, before],
            [NEW, now],
          ] as const) {
            const own = lines.filter((each) => each.agent === agent && each.release === release);
            const latencies = own.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
            expect(figures.executions).toBe(latencies.length);
            expect(figures.latencyP95Ms).toBe(latencies[Math.ceil(latencies.length * 0.95) - 1]);
          }
        }
      }),
    );
  });

  it("tells so many agents apart and no more, however many a log names", () => {
    const lines = Array.from({ length: 500 }, (_, index) => line({ agent: `agent-${index}` }));
    const { agents } = report(lines);
    expect(agents).toHaveLength(101);
    expect(agents[0]).toMatchObject({ agent: "(other)", new: { executions: 400 } });
  });
});

describe("limits", () => {
  const kinds = (...lines: readonly AgentLine[]) =>
    breachesOf(report(lines), LIMITS).map(({ kind, comparison }) => `${comparison.agent}: ${kind}`);

  it.each([
    [
      "error rate",
      many(OLD, 100, { failures: 10 }),
      many(NEW, 100, { failures: 15 }),
      many(NEW, 100, { failures: 16 }),
    ],
    [
      "latency",
      many(OLD, 20),
      many(NEW, 20, { latenciesMs: Array(20).fill(1_500) }),
      many(NEW, 20, { latenciesMs: Array(20).fill(1_501) }),
    ],
    [
      "cost",
      many(OLD, 20, { costUsd: 0.2 }),
      many(NEW, 20, { costUsd: 0.3 }),
      many(NEW, 20, { costUsd: 0.3001 }),
    ],
  ] as const)("are kept at the limit of the %s, and broken just above", (kind, before, at, above) => {
    expect(kinds(before, at)).toEqual([]);
    expect(kinds(before, above)).toEqual([`researcher: ${kind}`]);
  });

  it("are broken by no division's rounding", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(20),
        fc.integer({ min: 1, max: 1_000 }),
        (n, failures, cost) => {
          const before = many(OLD, 20 * n, { failures, costUsd: cost / 100 });
          const now = many(NEW, 20 * n, { failures: failures + n, costUsd: (1.5 * cost) / 100 });
          fc.pre(failures + n <= 20 * n);
          expect(kinds(before, now)).toEqual([]);
          expect(kinds(before, { ...now, failures: failures + n + 1 })).toEqual(["researcher: error rate"]);
        },
      ),
    );
  });

  it("say nothing where one side has fewer executions than the minimum", () => {
    const bad = { failures: 19, costUsd: 90, latenciesMs: Array(19).fill(90_000) };
    expect(kinds(many(OLD, 500), many(NEW, 19, bad))).toEqual([]);
    expect(kinds(many(OLD, 19), many(NEW, 500, bad))).toEqual([]);
    expect(kinds(many(OLD, 20), many(NEW, 20, bad))).toHaveLength(3);
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 40 }), (before, now, minExecutions) => {
        const lines = [many(OLD, before), many(NEW, now, { failures: now })];
        const found = breachesOf(report(lines, minExecutions), { ...LIMITS, minExecutions });
        expect(found.length > 0).toBe(Math.min(before, now) >= minExecutions);
      }),
    );
  });

  it("are each agent's own", () => {
    const writer = { agent: "writer" };
    const lines = [
      many(OLD, 20),
      many(NEW, 20),
      many(OLD, 20, writer),
      many(NEW, 20, { ...writer, failures: 20 }),
    ];
    expect(kinds(...lines)).toEqual(["writer: error rate"]);
    expect(kinds(many(NEW, 20, { ...writer, failures: 20 }))).toEqual([]);
  });

  it("do not judge by a cost that the old tasks know little of", () => {
    const dear = many(NEW, 20, { costUsd: 90 });
    expect(kinds(many(OLD, 20, { unmeasuredCalls: 1, unpricedCalls: 1 }), dear)).toEqual([
      "researcher: cost",
    ]);
    expect(kinds(many(OLD, 20, { unmeasuredCalls: 2, unpricedCalls: 1 }), dear)).toEqual([]);
    expect(kinds(many(OLD, 20, { costUsd: 0 }), dear)).toEqual([]);
  });

  it("name the agent, the numbers of both sides and the limit where they are broken", () => {
    const worse = { failures: 8, costUsd: 0.61, latenciesMs: Array(20).fill(1_501) };
    const found = breachesOf(report([many(OLD, 160, { failures: 1 }), many(NEW, 20, worse)]), LIMITS);
    expect(found.map(breachWords)).toEqual([
      "researcher fails more often: 40.0 % (8 of 20 executions) on the new tasks, 0.6 % (1 of 160 executions) on the old ones; the limit is 5 percentage points more",
      "researcher is slower: p95 1.501 s of 20 executions on the new tasks, p95 1.000 s of 160 executions on the old ones; the limit is 1.5 times",
      "researcher costs more: 0.0305 USD for each of 20 executions on the new tasks, 0.01 USD for each of 160 executions on the old ones; the limit is 1.5 times",
    ]);
  });
});

it("a cost that lacks calls is at least so much, and one of nothing known is not told", () => {
  const figures = { executions: 20, failures: 0, unpricedCalls: 0, unmeasuredCalls: 0 };
  expect(usdWords({ ...figures, costPerExecutionUsd: 0.000_000_123_456 })).toBe("0.0000001235");
  expect(usdWords({ ...figures, costPerExecutionUsd: 1234.5 })).toBe("1235");
  expect(usdWords({ ...figures, costPerExecutionUsd: 0 })).toBe("0");
  expect(usdWords({ ...figures, costPerExecutionUsd: 0.01, unpricedCalls: 1 })).toBe("0.01+");
  expect(usdWords(figures)).toBe("-");
});
