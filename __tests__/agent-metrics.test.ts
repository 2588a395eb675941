import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  agentLinePattern,
  AGENT_NAMESPACE as DEPLOY_NAMESPACE,
  parseAgentLine,
} from "../src/deploy/agent-line";
import { AgentTotals } from "../src/deploy/agents";
import { AGENT_DIMENSION_SETS, AGENT_METRICS, AGENT_NAMESPACE } from "../src/modules/monitoring/agents";
import { Naming } from "../src/naming";
import { Place } from "../src/tracing/identity";
import { type Identity, OUTCOMES } from "../src/tracing/records";
import { readSettings } from "../src/tracing/settings/settings";
import { EmfWriter } from "../src/tracing/statistics/export/emf";
import { EMF_DIMENSIONS, EMF_METRICS, EMF_NAMESPACE } from "../src/tracing/statistics/export/emf-metrics";
import { OTHER } from "../src/tracing/statistics/names";
import { Warnings } from "../src/tracing/warnings";
import { emittedBy, type Line, type Metric, readingsIn } from "./support/agent-metrics";
import { ENVIRONMENTS, platform, settingsOf } from "./support/synth";
import { container, environmentOf } from "./support/tasks";
import type { Synthesised } from "./support/terraform-json";
import { aCall, anExecution, callsOf, executionsOf, names } from "./tracing/statistics/support/records";

/** Lines that tracing writes in a place, of what `work` records. */
function linesOf(identity: Identity, work: (emf: EmfWriter) => void): readonly string[] {
  const lines: string[] = [];
  const emf = new EmfWriter({ identity: () => identity, write: (line) => lines.push(line), now: () => 1 });
  work(emf);
  emf.flush();
  return lines;
}

/** A call and an execution. */
function lineOf(identity: Identity): Line {
  const [line = ""] = linesOf(identity, (emf) => {
    emf.recordCall(aCall());
    emf.recordExecution(anExecution());
  });
  return JSON.parse(line);
}

/** Where the tasks of a stack run, as tracing reads it from what they are given. */
async function identityOf(stack: Synthesised): Promise<Identity> {
  const place = new Place(readSettings(environmentOf(stack)).settings, new Warnings());
  await place.read();
  return place.identity;
}

it("dashboard, alarms, deploy tool and tracing have the same names and units", () => {
  expect([AGENT_NAMESPACE, DEPLOY_NAMESPACE]).toEqual([EMF_NAMESPACE, EMF_NAMESPACE]);
  expect(AGENT_DIMENSION_SETS).toEqual(EMF_DIMENSIONS);
  expect(Object.entries(AGENT_METRICS).map(([Name, Unit]) => ({ Name, Unit }))).toEqual(EMF_METRICS);
});

describe.each(ENVIRONMENTS)("what is synthesised for %s", (environment) => {
  const stack = platform(environment);
  const readings = readingsIn(stack.document.resource);

  it("reads agents' metrics in five alarms and ten graphs, and nowhere that is not looked at here", () => {
    // 7 in alarms; of cost, quality and each agent 4, 7 and 4 in graphs
    expect(readings).toHaveLength(22);
    expect(stack.text.split(EMF_NAMESPACE)).toHaveLength(readings.length + 1);
  });

  it("reads no metric, and none under dimensions, that its tasks do not emit exactly so", async () => {
    const emitted = emittedBy(lineOf(await identityOf(stack)));
    for (const { namespace, name, dimensions } of readings) {
      expect(emitted).toContainEqual({ namespace, name, dimensions });
    }
  });

  it("reads each metric and each set of dimensions that is paid for", async () => {
    const emitted = emittedBy(lineOf(await identityOf(stack)));
    const distinct = (metrics: readonly Metric[], part: (metric: Metric) => string) =>
      [...new Set(metrics.map(part))].sort();
    for (const part of [({ name }: Metric) => name, ({ dimensions }: Metric) => dimensions.join()]) {
      expect(distinct(readings, part)).toEqual(distinct(emitted, part));
    }
  });

  it("looks for the service by the name that its tasks emit, and for no agent by name", async () => {
    const { Service } = lineOf(await identityOf(stack));
    expect(Service).toBe(`langgraph-${environment}`);
    for (const { values } of readings) expect(values).toEqual({ Service });
  });

  it("adds up what is emitted as sums, and takes percentiles of what is emitted value by value", async () => {
    const line = lineOf(await identityOf(stack));
    for (const { name, statistic } of readings) {
      expect(statistic).toMatch(Array.isArray(line[name]) ? /^p\d+$/ : /^Sum$/);
    }
  });

  it("reads metrics in the unit that they are emitted in: latency in milliseconds, cost in USD", async () => {
    const line = lineOf(await identityOf(stack));
    const units = new Map(line._aws.CloudWatchMetrics[0]?.Metrics.map(({ Name, Unit }) => [Name, Unit]));
    expect([units.get("Latency"), units.get("Cost")]).toEqual(["Milliseconds", "None"]);
    // with a unit a query sees only datapoints of that unit
    for (const { name, unit } of readings) expect([undefined, units.get(name)]).toContain(unit);
    const threshold = (alarm: string) =>
      stack.resource("aws_cloudwatch_metric_alarm", `monitoring_${alarm}`).values.threshold;
    const { agent_alarms: told } = settingsOf(environment);
    expect(threshold("agent-latency")).toBe(told.latency_p95_seconds * 1_000);
    expect(threshold("agent-cost")).toBe(told.hourly_cost_usd);
    expect(threshold("agent-daily-spend")).toBe(told.daily_spend_usd);
  });

  it("gives tasks the variables that tracing reads, and tracing finds nothing wrong with them", () => {
    const { secrets } = container(stack);
    const given = Object.fromEntries(secrets.map(({ name }) => [name, "lsv2_pt_0123"]));
    const { settings, problems } = readSettings({ ...environmentOf(stack), ...given });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ isOn: true, service: `langgraph-${environment}`, environment });
    expect(settings.project).toBe(environmentOf(stack).LANGSMITH_PROJECT);
  });

  it("takes standard output, line by line, to the log that turns such lines into metrics and that the deploy tool reads", () => {
    const { logConfiguration } = container(stack);
    expect(logConfiguration).toMatchObject({ logDriver: "awslogs" });
    const { options } = z.object({ options: z.record(z.string(), z.string()) }).parse(logConfiguration);
    // patterns join lines, and what is joined is no metric
    expect(Object.keys(options).filter((name) => /multiline|datetime/.test(name))).toEqual([]);
    const group = stack.behind(options["awslogs-group"]);
    const { aws_region: region } = settingsOf(environment);
    expect(group.values.name).toBe(new Naming({ project: "langgraph", environment, region }).taskLogGroup());
    // in the class for infrequent access embedded metrics are no metrics
    expect(group.values.log_group_class ?? "STANDARD").toBe("STANDARD");
  });
});

const TASK: Identity = {
  service: "langgraph-production",
  environment: "production",
  imageDigest: `sha256:${"0".repeat(64)}`,
  taskDefinition: "langgraph-production:12",
  task: "0f9de17a6465404e8b1b2356dc13c2f8",
};

describe("the deploy tool", () => {
  it("asks CloudWatch Logs for fields that a line has, with the values that it has", () => {
    const line = lineOf(TASK);
    const conditions = [...agentLinePattern(["langgraph-production:12"]).matchAll(/\$\.(\S+) = "([^"]*)"/g)];
    expect(conditions).toHaveLength(2);
    for (const [, selector = "", value] of conditions) {
      const path = selector.split(/[.[\]]+/).filter((key) => key !== "");
      expect(path.reduce((found: unknown, key) => Reflect.get(Object(found), key), line)).toBe(value);
    }
  });

  it("reads every number of what was recorded, whatever it was", () => {
    const record = fc.oneof(
      callsOf(names).map((call) => (emf: EmfWriter) => emf.recordCall(call)),
      executionsOf(names).map((execution) => (emf: EmfWriter) => emf.recordExecution(execution)),
    );
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const lines = linesOf(TASK, (emf) => {
          for (const each of records) each(emf);
        });
        for (const text of lines) {
          const line: Line = JSON.parse(text);
          const { Executions = 0, Failures = 0, Latency = [] } = line;
          expect(parseAgentLine(text)).toEqual({
            agent: line.Agent,
            release: "langgraph-production:12",
            executions: Executions,
            failures: Failures,
            latenciesMs: Latency,
            costUsd: line.Cost,
            unpricedCalls: line.UnpricedCalls,
            unmeasuredCalls: line.UnmeasuredCalls,
          });
        }
      }),
    );
  });

  it("counts as tracing does: each execution once, and as failed what failed alone", () => {
    const [line = ""] = linesOf(TASK, (emf) => {
      for (const outcome of OUTCOMES) emf.recordExecution(anExecution({ outcome }));
      emf.recordCall(aCall({ cost: { kind: "unpriced" } }));
      emf.recordCall(aCall({ cost: { kind: "unmeasured" } }));
      emf.recordCall(aCall({ cost: { kind: "priced", usd: 0.5 } }));
    });
    expect(parseAgentLine(line)).toMatchObject({
      executions: OUTCOMES.length,
      failures: 1,
      costUsd: 0.5,
      unpricedCalls: 1,
      unmeasuredCalls: 1,
    });
  });

  it("calls agents beyond its bound as tracing calls those beyond its own", () => {
    const totals = new AgentTotals("old", "langgraph-production:12");
    const parsed = Array.from({ length: 101 }, (_, index) =>
      linesOf(TASK, (emf) => emf.recordExecution(anExecution({ agent: `agent-${index}` }))),
    ).flatMap((lines) => lines.flatMap((line) => parseAgentLine(line) ?? []));
    for (const line of parsed) totals.add(line);
    expect(totals.report(1).agents.map(({ agent }) => agent)).toContain(OTHER);
    const many = linesOf(TASK, (emf) => {
      for (const { agent } of parsed) emf.recordExecution(anExecution({ agent }));
    });
    expect(many.flatMap((line) => parseAgentLine(line)?.agent ?? [])).toContain(OTHER);
  });
});
