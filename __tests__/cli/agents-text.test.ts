import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { describe, expect, it } from "vitest";
import { agentLines } from "../../src/cli/delivery/agents-text";
import { DeliveryProgress } from "../../src/cli/delivery/progress";
import { resultJson, resultMarkdown, resultText } from "../../src/cli/delivery/result";
import { type AgentsReport, AgentTotals } from "../../src/deploy/agents";
import type { Side, Snapshot } from "../../src/deploy/snapshot";
import { line, NEW, OLD } from "../deploy/agents/lines";

function report(executions: number, agents: readonly string[] = ["researcher"]): AgentsReport {
  const totals = new AgentTotals(OLD, NEW);
  for (const agent of agents) {
    for (let index = 0; index < executions; index += 1) {
      totals.add(line({ agent, release: OLD, latenciesMs: [1_430] }));
      totals.add(
        line({ agent, failures: index === 0 ? 1 : 0, costUsd: 0.015, unpricedCalls: index === 0 ? 1 : 0 }),
      );
    }
  }
  return totals.report(20);
}

describe("a comparison of agents", () => {
  it("is a table of both sides, with what the numbers lack", () => {
    expect(agentLines(report(20))).toEqual([
      "agents, old / new (langgraph-production:7 / langgraph-production:8)",
      "  agent       executions  errors         p95 latency        USD per execution",
      "  researcher  20 / 20     0.0 % / 5.0 %  1.430 s / 1.000 s  0.01 / 0.015+      calls unpriced: 0 / 1",
    ]);
  });

  it("says plainly where there are too few executions, and has a dash for what there is none of", () => {
    const totals = new AgentTotals(OLD, NEW);
    totals.add(line({ agent: "writer", unmeasuredCalls: 2 }));
    expect(agentLines(totals.report(20))[2]).toBe(
      "  writer  0 / 1       - / 0.0 %  - / 1.000 s  - / 0.01+          too few to compare: 0 of 20; calls unmeasured: 0 / 2",
    );
  });

  it("shows a bounded part of what a log names, without what would steer a terminal", () => {
    const names = Array.from({ length: 25 }, (_, index) => `${"long ".repeat(20)}\u001b[2J${index}`);
    const lines = agentLines(report(1, names));
    expect(lines).toHaveLength(2 + 20 + 1);
    expect(lines.at(-1)).toBe("  and 5 more");
    expect(lines.join("\n")).not.toContain("\u001b");
    for (const each of lines) expect(each.length).toBeLessThan(200);
  });

  it("ends a command's answer, as text, as data and in Markdown, where there is one", () => {
    const result = { outcome: "succeeded", summary: "d-1 succeeded.", agents: report(20, ["a|b"]) } as const;
    expect(resultText(result)).toMatch(/^d-1 succeeded\.\n\nagents, old \/ new .*\n {2}agent .*\n {2}a\|b /);
    expect(resultJson(result, 0)).toMatchObject({
      agents: { minExecutions: 20, agents: [{ agent: "a|b", new: { executions: 20, errorRatePercent: 5 } }] },
    });
    expect(resultMarkdown("Deploy", result)).toContain(
      "| a\\|b | 20 / 20 | 0.0 % / 5.0 % | 1.430 s / 1.000 s |",
    );
    const none = { ...result, agents: undefined };
    expect(resultText(none)).toBe("d-1 succeeded.");
    expect(resultMarkdown("Deploy", none)).not.toContain("agents");
  });
});

describe("while a deployment is followed, comparisons are shown", () => {
  /** What the progress writes of comparisons by minutes and the new tasks' share of the traffic. */
  function shown(
    looks: readonly (readonly [minute: number, traffic: number, executions: number])[],
  ): readonly number[] {
    const stream = new PassThrough();
    const progress = new DeliveryProgress(stream as unknown as WriteStream, false);
    const told: number[] = [];
    for (const [minute, traffic, executions] of looks) {
      const now = new Date(Date.UTC(2026, 0, 1, 0, minute));
      progress.report({ kind: "snapshot", snapshot: snapshot(traffic), now });
      stream.read();
      progress.report({ kind: "agents", agents: report(executions), now });
      if (String(stream.read() ?? "").includes("researcher")) told.push(minute);
    }
    return told;
  }

  function snapshot(traffic: number): Snapshot {
    const side: Side = {
      taskSetId: "ecs-svc/1",
      role: "new",
      targetGroup: "green",
      traffic,
      desired: 2,
      running: 2,
      pending: 0,
      healthy: 2,
      targets: 2,
    };
    return {
      deployment: { deploymentId: "d-1", status: "InProgress" },
      events: [],
      sides: [side],
      alarms: [],
    };
  }

  it("at first, with each step of the traffic, and every five minutes", () => {
    const looks = Array.from(
      { length: 13 },
      (_, minute) => [minute, minute < 3 ? 10 : 100, minute + 1] as const,
    );
    expect(shown(looks)).toEqual([0, 3, 8]);
  });

  it("not again while the numbers stay as they are", () => {
    expect(shown([0, 5, 10].map((minute) => [minute, 10, 1] as const))).toEqual([0]);
  });
});
