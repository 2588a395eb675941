import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGENT_NAMESPACE, agentLinePattern, parseAgentLine } from "../../../src/deploy/agent-line";
import * as modules from "../../../src/modules/monitoring/agents";
import { emf, NEW, OLD } from "./lines";

const parsed = (members?: Readonly<Record<string, unknown>>) => parseAgentLine(JSON.stringify(emf(members)));

describe("a line on agents", () => {
  it("is read with its numbers", () => {
    expect(parsed()).toEqual({
      agent: "researcher",
      release: NEW,
      executions: 2,
      failures: 1,
      latenciesMs: [812, 1430],
      costUsd: 0.0123,
      unpricedCalls: 0,
      unmeasuredCalls: 1,
    });
  });

  it("counts nothing for metrics that it leaves out, as where no execution has ended", () => {
    const left = {
      Executions: undefined,
      Failures: undefined,
      Latency: undefined,
      UnmeasuredCalls: undefined,
    };
    expect(parsed(left)).toMatchObject({
      executions: 0,
      failures: 0,
      latenciesMs: [],
      costUsd: 0.0123,
      unmeasuredCalls: 0,
    });
  });

  it("may have one latency without a list, and fractions of milliseconds", () => {
    expect(parsed({ Latency: 812 })?.latenciesMs).toEqual([812]);
    expect(parsed({ Latency: [0.4, 1429.5] })?.latenciesMs).toEqual([0, 1430]);
  });

  it.each([
    ["another namespace", { _aws: { CloudWatchMetrics: [{ Namespace: "Others" }] } }],
    ["no metrics", { _aws: { CloudWatchMetrics: [] } }],
    ["no agent", { Agent: undefined }],
    ["an agent without a name", { Agent: "" }],
    ["an agent that is no text", { Agent: 7 }],
    ["no task definition", { TaskDefinition: undefined }],
    ["negative executions", { Executions: -2 }],
    ["half an execution", { Executions: 2.5 }],
    ["executions as text", { Executions: "2" }],
    ["more failures than executions", { Failures: 3 }],
    ["more latencies than executions", { Latency: [1, 2, 3] }],
    ["a negative latency", { Latency: [812, -1] }],
    ["a latency of years", { Latency: [812, 1e11] }],
    ["a latency that is nothing", { Latency: [812, null] }],
    ["a negative cost", { Cost: -0.01 }],
    ["a cost without bound", { Cost: 1e300 }],
    ["negative calls", { UnpricedCalls: -1 }],
    ["a number that no computer counts to", { Executions: 1e17 }],
  ])("is none with %s", (_, members) => {
    expect(parsed(members)).toBeUndefined();
  });

  it("is none where it is cut off, anything else, or has words around it", () => {
    const text = JSON.stringify(emf());
    for (const other of [
      "",
      "null",
      "[]",
      '"x"',
      "3",
      "GET /health 200",
      `INFO ${text}`,
      `${text}.`,
      text + text,
    ]) {
      expect(parseAgentLine(other)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        expect(parseAgentLine(text.slice(0, length))).toBeUndefined();
      }),
    );
  });

  it("never breaks the reader, and never gives an impossible number", () => {
    const member = fc.constantFrom(
      "Executions",
      "Failures",
      "Latency",
      "Cost",
      "UnpricedCalls",
      "Agent",
      "_aws",
    );
    fc.assert(
      fc.property(fc.dictionary(member, fc.jsonValue()), (members) => {
        const found = parsed(members);
        if (found === undefined) return;
        const { agent: _agent, release: _release, latenciesMs, ...numbers } = found;
        for (const each of [...latenciesMs, ...Object.values(numbers)]) {
          expect(each).toBeGreaterThanOrEqual(0);
          expect(each).toBeLessThanOrEqual(1e9);
        }
        expect(found.failures).toBeLessThanOrEqual(found.executions);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parseAgentLine(text)));
  });
});

describe("the filter of CloudWatch Logs", () => {
  it("asks for the platform's namespace and both releases, within the 1024 characters that AWS takes", () => {
    const pattern = agentLinePattern([OLD, NEW]);
    expect(pattern).toBe(
      `{ ($._aws.CloudWatchMetrics[0].Namespace = "LangGraphPlatform/Agents") && ($.TaskDefinition = "${OLD}" || $.TaskDefinition = "${NEW}") }`,
    );
    expect(AGENT_NAMESPACE).toBe(modules.AGENT_NAMESPACE);
    const longest = `${"p".repeat(24)}-production-template:${2 ** 31}`;
    expect(agentLinePattern([longest, longest]).length).toBeLessThan(1024);
  });
});
