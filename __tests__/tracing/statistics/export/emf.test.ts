import { Validator } from "@cfworker/json-schema";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Identity } from "../../../../src/tracing/records";
import { EmfWriter } from "../../../../src/tracing/statistics/export/emf";
import {
  billedMetrics,
  EMF_DIMENSIONS,
  EMF_MAX_AGENTS,
  EMF_METRICS,
  EMF_NAMESPACE,
} from "../../../../src/tracing/statistics/export/emf-metrics";
import { EMF_SCHEMA } from "../support/emf-schema";
import { aCall, anExecution, callsOf, executionsOf, NOON, names } from "../support/records";

const IDENTITY: Identity = {
  service: "langgraph-production",
  environment: "production",
  imageDigest: "sha256:0123",
  taskDefinition: "langgraph-production:12",
  task: "0f9",
};

type Line = Readonly<Record<string, unknown>> & {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
};

interface Setup {
  readonly identity?: Identity;
  readonly maxAgents?: number;
  readonly write?: (line: string) => void;
}

function writer({ identity = IDENTITY, maxAgents, write }: Setup = {}) {
  const texts: string[] = [];
  const emf = new EmfWriter({
    identity: () => identity,
    write: write ?? ((line) => void texts.push(line)),
    maxAgents,
    now: () => NOON,
  });
  return { emf, texts, lines: () => texts.map((text): Line => JSON.parse(text)) };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a line in the embedded metric format", () => {
  test("is exactly what the dashboard, the alarms and the deploy tool read", () => {
    const { emf, texts } = writer();
    emf.recordCall(
      aCall({
        cost: { kind: "priced", usd: 0.1 },
        usage: { input: 7, cachedInput: 3, output: 2, reasoning: 1 },
      }),
    );
    emf.recordCall(
      aCall({
        cost: { kind: "priced", usd: 0.2 },
        usage: { input: 1, cachedInput: 0, output: 1, reasoning: 0 },
      }),
    );
    emf.recordCall(aCall({ cost: { kind: "unmeasured" }, usage: undefined }));
    emf.recordCall(aCall({ cost: { kind: "unpriced" }, usage: undefined }));
    emf.recordExecution(anExecution({ latencyMs: 811.6 }));
    emf.recordExecution(anExecution({ latencyMs: 1430.4, outcome: "failed" }));
    emf.recordExecution(anExecution({ latencyMs: 3, outcome: "cancelled" }));
    emf.recordExecution(anExecution({ latencyMs: 4, outcome: "refused" }));
    emf.flush();
    expect(texts).toEqual([
      JSON.stringify({
        _aws: {
          Timestamp: NOON,
          CloudWatchMetrics: [
            {
              Namespace: "LangGraphPlatform/Agents",
              Dimensions: [["Service"], ["Service", "Agent"]],
              Metrics: [
                { Name: "Executions", Unit: "Count" },
                { Name: "Failures", Unit: "Count" },
                { Name: "Latency", Unit: "Milliseconds" },
                { Name: "Cost", Unit: "None" },
                { Name: "UnpricedCalls", Unit: "Count" },
                { Name: "UnmeasuredCalls", Unit: "Count" },
              ],
            },
          ],
        },
        Service: "langgraph-production",
        Agent: "analyst",
        Executions: 4,
        Failures: 1,
        Latency: [812, 1430, 3, 4],
        Cost: 0.3,
        UnpricedCalls: 1,
        UnmeasuredCalls: 1,
        Cancelled: 1,
        Refused: 1,
        InputTokens: 8,
        CachedInputTokens: 3,
        OutputTokens: 3,
        ReasoningTokens: 1,
        Environment: "production",
        ImageDigest: "sha256:0123",
        TaskDefinition: "langgraph-production:12",
        Task: "0f9",
        User: "user-1",
        Thread: "t-1",
      }),
    ]);
  });

  test("has no metrics of executions where none has ended", () => {
    const { emf, lines } = writer();
    emf.recordCall(aCall());
    emf.flush();
    expect(declared(lines()[0])).toEqual(["Cost", "UnpricedCalls", "UnmeasuredCalls"]);
    for (const name of ["Executions", "Failures", "Latency"]) expect(lines()[0]).not.toHaveProperty(name);
  });

  test("leaves out what is not known", () => {
    const { emf, lines } = writer({ identity: { service: "s" } });
    emf.recordExecution(anExecution({ userId: undefined, threadId: undefined }));
    emf.flush();
    for (const name of ["Environment", "ImageDigest", "TaskDefinition", "Task", "User", "Thread"]) {
      expect(lines()[0]).not.toHaveProperty(name);
    }
  });

  test.each([
    [{ service: "s", environment: "e" }, "s"],
    [{ environment: "e" }, "e"],
    [{}, "local"],
  ])("names the service by %j", (identity, service) => {
    const { emf, lines } = writer({ identity });
    emf.recordExecution(anExecution());
    emf.flush();
    expect(lines()[0]?.Service).toBe(service);
  });

  test.each([
    ["Prüfer", "Pr%C3%BCfer"],
    ["a\nb", "a%0Ab"],
    ["\ud800", "%EF%BF%BD"],
    [" ", "unknown"],
    ["", "unknown"],
    ["x".repeat(500), "x".repeat(200)],
  ])("has an agent's name as CloudWatch takes it: %j", (agent, expected) => {
    const { emf, lines } = writer();
    emf.recordExecution(anExecution({ agent }));
    emf.flush();
    expect(lines()[0]?.Agent).toBe(expected);
  });

  test("is not spoilt by usage and latency that cannot be", () => {
    const { emf, lines } = writer();
    emf.recordCall(aCall({ usage: { input: Number.NaN, cachedInput: 0, output: 5, reasoning: 0 } }));
    emf.recordCall(aCall({ cost: { kind: "priced", usd: Number.NaN }, usage: undefined }));
    emf.recordExecution(anExecution({ latencyMs: Number.NaN }));
    emf.recordExecution(anExecution({ latencyMs: -3 }));
    emf.flush();
    expect(lines()[0]).toMatchObject({
      Latency: [0, 0],
      Cost: 0.0025,
      UnmeasuredCalls: 1,
      InputTokens: 0,
      OutputTokens: 0,
    });
  });
});

describe("lines in an interval", () => {
  test("are one for each agent, user and thread", () => {
    const { emf, lines } = writer();
    const keys = [
      ["a", "u", "t"],
      ["b", "u", "t"],
      ["a", "v", "t"],
      ["a", "u", "s"],
      ["a", "u", undefined],
      ["a", undefined, "u"],
      // whose parts join to the same text
      ["au", "", "t"],
      ["a", "ut", undefined],
    ] as const;
    for (const [agent, userId, threadId] of [...keys, ...keys]) {
      emf.recordExecution(anExecution({ agent, userId, threadId }));
    }
    emf.flush();
    expect(lines().map(({ Executions }) => Executions)).toEqual(keys.map(() => 2));
  });

  test("are written 15 s after the first record of it, and once", () => {
    const { emf, texts } = writer();
    emf.recordExecution(anExecution());
    vi.advanceTimersByTime(14_999);
    emf.recordExecution(anExecution());
    expect(texts).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(texts).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    emf.flush();
    expect(texts).toHaveLength(1);
  });

  test("need a timer only while something is pending", () => {
    const { emf } = writer();
    expect(vi.getTimerCount()).toBe(0);
    emf.recordExecution(anExecution());
    emf.recordExecution(anExecution());
    expect(vi.getTimerCount()).toBe(1);
    emf.flush();
    expect(vi.getTimerCount()).toBe(0);
    for (let index = 0; index < 100; index += 1) emf.recordExecution(anExecution());
    expect(vi.getTimerCount()).toBe(0);
  });

  test("keep no process alive while they are pending", () => {
    vi.useRealTimers();
    const { emf, texts } = writer();
    const before = process.getActiveResourcesInfo();
    emf.recordExecution(anExecution());
    expect(process.getActiveResourcesInfo()).toEqual(before);
    emf.flush();
    expect(texts).toHaveLength(1);
  });

  test("have at most 100 latencies each: the 100th execution is written with those before it", () => {
    const { emf, lines } = writer();
    for (let index = 0; index < 250; index += 1) {
      emf.recordExecution(
        anExecution({ latencyMs: index, outcome: index % 2 === 0 ? "failed" : "succeeded" }),
      );
    }
    expect(lines()).toHaveLength(2);
    emf.flush();
    expect(lines().map(({ Executions, Failures }) => [Executions, Failures])).toEqual([
      [100, 50],
      [100, 50],
      [50, 25],
    ]);
    expect(lines().flatMap(({ Latency }) => Latency)).toEqual(
      Array.from({ length: 250 }, (_, index) => index),
    );
  });

  test("are written early when there would be more than 1,000", () => {
    const { emf, texts } = writer();
    for (let index = 0; index < 1000; index += 1)
      emf.recordExecution(anExecution({ userId: `user-${index}` }));
    expect(texts).toHaveLength(0);
    emf.recordExecution(anExecution({ userId: "user-1000" }));
    expect(texts).toHaveLength(1000);
    emf.flush();
    expect(texts).toHaveLength(1001);
  });

  test("never make the caller fail, and those after a lost one are written", () => {
    const texts: string[] = [];
    const { emf } = writer({
      write: (line) => {
        if (line.includes('"Agent":"a"')) throw new Error("EPIPE");
        texts.push(line);
      },
    });
    for (const agent of ["a", "b"]) emf.recordExecution(anExecution({ agent }));
    expect(() => emf.flush()).not.toThrow();
    expect(texts).toHaveLength(1);
    for (let index = 0; index < 100; index += 1) emf.recordExecution(anExecution({ agent: "a" }));
    vi.advanceTimersByTime(15_000);
    expect(texts).toHaveLength(1);
  });

  test("keep records that come while they are written", () => {
    const texts: string[] = [];
    const { emf } = writer({
      write: (line) => {
        if (texts.push(line) === 1) emf.recordExecution(anExecution());
      },
    });
    emf.recordExecution(anExecution());
    emf.flush();
    vi.advanceTimersByTime(15_000);
    expect(texts).toHaveLength(2);
  });
});

describe("billed metrics", () => {
  test.each([
    [0, 6],
    [1, 12],
    [3, 24],
    [20, 126],
    [21, 132],
    [500, 132],
  ])("of a service with %d agents are %d", (agents, metrics) => {
    expect(billedMetrics(agents)).toBe(metrics);
  });

  test.each([1, 3, 20, 21, 50])("are as many as %d agents write, whoever their users are", (agents) => {
    const { emf, lines } = writer();
    for (let index = 0; index < 500; index += 1) {
      const ids = { userId: `user-${index}`, threadId: `t-${index}` };
      emf.recordExecution(anExecution({ agent: `agent-${index % agents}`, ...ids }));
      emf.recordCall(aCall({ agent: `agent-${index % agents}`, ...ids }));
    }
    emf.flush();
    expect(metricsOf(lines()).size).toBe(billedMetrics(agents));
  });

  test("follow the number of agents that a user sets", () => {
    const { emf, lines } = writer({ maxAgents: 2 });
    for (const agent of ["(other)", "a", "b", "c", "d"]) emf.recordExecution(anExecution({ agent }));
    emf.flush();
    expect(lines().map(({ Agent, Executions }) => [Agent, Executions])).toEqual([
      ["(other)", 3],
      ["a", 1],
      ["b", 1],
    ]);
    expect(metricsOf(lines()).size).toBe(billedMetrics(4, 2));
  });

  test("have names that are written down once", () => {
    const { emf, lines } = writer();
    emf.recordExecution(anExecution());
    emf.flush();
    expect(lines()[0]?._aws.CloudWatchMetrics).toEqual([
      { Namespace: EMF_NAMESPACE, Dimensions: EMF_DIMENSIONS, Metrics: EMF_METRICS },
    ]);
    expect(EMF_MAX_AGENTS).toBe(20);
  });
});

test("any records give lines that CloudWatch takes, of at most 16,000 bytes, and lose nothing", () => {
  const validator = new Validator(EMF_SCHEMA, "2020-12", false);
  const longNames = fc.oneof(
    names,
    fc
      .constantFrom("\u0001", "\u20ac", "\u{1f600}", '"', "\ud800", "\u2028")
      .map((each) => each.repeat(1000)),
  );
  const identities = fc.record(
    {
      service: longNames,
      environment: longNames,
      imageDigest: longNames,
      taskDefinition: longNames,
      task: longNames,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      identities,
      fc.array(callsOf(longNames), { maxLength: 20 }),
      fc.array(fc.tuple(executionsOf(longNames), fc.constantFrom(1, 1, 250)), { maxLength: 20 }),
      (identity, calls, executions) => {
        const { emf, texts, lines } = writer({ identity });
        for (const call of calls) emf.recordCall(call);
        for (const [execution, times] of executions) {
          for (let index = 0; index < times; index += 1) emf.recordExecution(execution);
        }
        emf.flush();
        for (const text of texts) {
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_000);
          expect(text).not.toMatch(/[\r\n]/);
        }
        for (const line of lines()) {
          expect(validator.validate(line).errors).toEqual([]);
          expect(problemsOf(line)).toEqual([]);
        }
        const total = executions.reduce((sum, [, times]) => sum + times, 0);
        expect(sumOf(lines(), "Executions")).toBe(total);
        expect(sumOf(lines(), "UnpricedCalls")).toBe(
          calls.filter(({ cost }) => cost.kind === "unpriced").length,
        );
      },
    ),
  );
});

/** What CloudWatch asks of a line beside the schema. */
function problemsOf(line: Line): string[] {
  const problems: string[] = [];
  for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
    for (const name of Dimensions.flat()) {
      const value = line[name];
      if (typeof value !== "string" || !/^[ -~]{1,1024}$/.test(value) || value.trim() === "") {
        problems.push(`dimension ${name}: ${JSON.stringify(value)}`);
      }
    }
    for (const { Name } of Metrics) {
      const value = line[Name];
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (values.length < 1 || values.length > 100) problems.push(`${Name} has ${values.length} values`);
      for (const each of values) {
        if (typeof each !== "number" || !Number.isFinite(each)) problems.push(`${Name}: ${String(each)}`);
      }
    }
    const absent = EMF_METRICS.filter(
      ({ Name }) => line[Name] !== undefined && !declared(line).includes(Name),
    );
    problems.push(...absent.map(({ Name }) => `${Name} is not declared`));
  }
  return problems;
}

function declared(line: Line | undefined): string[] {
  return (line?._aws.CloudWatchMetrics ?? []).flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
}

/** The custom metrics that CloudWatch makes of lines. */
function metricsOf(lines: readonly Line[]): Set<string> {
  const metrics = lines.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((set) =>
        Metrics.map(({ Name }) => JSON.stringify([Namespace, Name, set.map((name) => [name, line[name]])])),
      ),
    ),
  );
  return new Set(metrics);
}

function sumOf(lines: readonly Line[], name: string): number {
  return lines.reduce((sum, line) => sum + Number(line[name] ?? 0), 0);
}
