import { describe, expect, it } from "vitest";
import { AGENT_DIMENSION_SETS, AGENT_METRICS, AGENT_NAMESPACE } from "../../../src/modules/monitoring/agents";
import { expressionOf, metricsOf } from "../../support/alarms";
import { ENVIRONMENTS, platform } from "../../support/synth";
import { environmentOf } from "../../support/tasks";

const NAMES = [
  "agent-error-rate",
  "agent-latency",
  "agent-cost",
  "agent-daily-spend",
  "agent-unpriced-calls",
];
const TEN_MINUTES = 600;
const HOUR = 3_600;
const DAY = 86_400;

describe("what agents emit", () => {
  it("is six metrics under two sets of dimensions, as tracing writes them", () => {
    expect(AGENT_NAMESPACE).toBe("LangGraphPlatform/Agents");
    expect(AGENT_METRICS).toEqual({
      Executions: "Count",
      Failures: "Count",
      Latency: "Milliseconds",
      Cost: "None",
      UnpricedCalls: "Count",
      UnmeasuredCalls: "Count",
    });
    expect(AGENT_DIMENSION_SETS).toEqual([["Service"], ["Service", "Agent"]]);
  });
});

describe.each(ENVIRONMENTS)("the alarms on agents of %s", (environment) => {
  const stack = platform(environment);
  const alarm = (name: string) => stack.resource("aws_cloudwatch_metric_alarm", `monitoring_${name}`);
  const metric = (name: keyof typeof AGENT_METRICS, statistic: string, period: number) => ({
    name: `LangGraphPlatform/Agents ${name}`,
    statistic,
    period,
    of: [`Service=langgraph-${environment}`],
  });

  it("mail when they start and when they end, look at one period, and take no data for no problem", () => {
    const topic = [stack.resource("aws_sns_topic", "monitoring_alarms").ref("arn")];
    for (const name of NAMES) {
      expect(alarm(name).values).toMatchObject({
        alarm_name: `langgraph-${environment}-${name}`,
        alarm_description: expect.stringMatching(/\w.*\.$/),
        alarm_actions: topic,
        ok_actions: topic,
        comparison_operator: "GreaterThanThreshold",
        treat_missing_data: "notBreaching",
        evaluation_periods: 1,
        datapoints_to_alarm: 1,
      });
    }
  });

  it("watch the service that the tasks name in their metrics", () => {
    expect(environmentOf(stack).LANGGRAPH_PLATFORM_SERVICE).toBe(`langgraph-${environment}`);
  });

  it("take the share of failures, of at least five executions", () => {
    expect(metricsOf(stack, alarm("agent-error-rate"))).toEqual({
      m0: metric("Failures", "Sum", TEN_MINUTES),
      m1: metric("Executions", "Sum", TEN_MINUTES),
    });
    expect(expressionOf(alarm("agent-error-rate"))).toBe(
      "IF(FILL(m1, 0) >= 5, 100 * FILL(m0, 0) / IF(FILL(m1, 0) > 0, FILL(m1, 0), 1), 0)",
    );
  });

  it("take p95 of the latency over all tasks, of at least five executions", () => {
    expect(metricsOf(stack, alarm("agent-latency"))).toEqual({
      m0: metric("Latency", "p95", TEN_MINUTES),
      m1: metric("Executions", "Sum", TEN_MINUTES),
    });
    expect(expressionOf(alarm("agent-latency"))).toBe("IF(FILL(m1, 0) >= 5, FILL(m0, 0), 0)");
  });

  it("add cost up over an hour and over a day", () => {
    expect(metricsOf(stack, alarm("agent-cost"))).toEqual({ m0: metric("Cost", "Sum", HOUR) });
    expect(metricsOf(stack, alarm("agent-daily-spend"))).toEqual({ m0: metric("Cost", "Sum", DAY) });
    for (const name of ["agent-cost", "agent-daily-spend"])
      expect(expressionOf(alarm(name))).toBe("FILL(m0, 0)");
  });

  it("tell of any call that the cost misses as its model has no price", () => {
    expect(metricsOf(stack, alarm("agent-unpriced-calls"))).toEqual({
      m0: metric("UnpricedCalls", "Sum", DAY),
    });
    expect(expressionOf(alarm("agent-unpriced-calls"))).toBe("FILL(m0, 0)");
    expect(alarm("agent-unpriced-calls").values.threshold).toBe(0);
  });

  it("never roll a deployment back by themselves", () => {
    const group = stack.resource("aws_codedeploy_deployment_group");
    expect(JSON.stringify(group.values.alarm_configuration)).not.toContain("agent-");
  });
});

describe("the thresholds", () => {
  const thresholds = (...args: Parameters<typeof platform>) =>
    NAMES.map(
      (name) =>
        platform(...args).resource("aws_cloudwatch_metric_alarm", `monitoring_${name}`).values.threshold,
    );

  it("are lower for money in staging", () => {
    expect(thresholds("production")).toEqual([5, 60_000, 50, 500, 0]);
    expect(thresholds("staging")).toEqual([5, 60_000, 5, 25, 0]);
  });

  it("move with the settings, also to no tolerance, and seconds become whole milliseconds", () => {
    const agent_alarms = {
      error_rate_percent: 0,
      latency_p95_seconds: 1.1,
      hourly_cost_usd: 0.25,
      daily_spend_usd: 1.5,
    };
    expect(thresholds("staging", { agent_alarms })).toEqual([0, 1_100, 0.25, 1.5, 0]);
  });
});
