import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import type { Naming } from "../../naming";
import { type AlarmMetric, type AlarmProps, alarm, type Combine } from "./alarm";

/** Namespace of the metrics that CloudWatch makes of the EMF lines on the tasks' standard output. */
export const AGENT_NAMESPACE = "LangGraphPlatform/Agents";

/** Those metrics, with their units. Cost is in USD, for which CloudWatch has no unit. */
export const AGENT_METRICS = {
  /** Ended executions, however they ended. */
  Executions: "Count",
  /** Those that failed: neither cancelled nor refused by a budget. */
  Failures: "Count",
  /** One value for each ended execution. */
  Latency: "Milliseconds",
  /** Of calls with a price. */
  Cost: "None",
  /** Calls of models that the price list does not know. */
  UnpricedCalls: "Count",
  /** Calls for which no usage was reported. */
  UnmeasuredCalls: "Count",
} as const;

export type AgentMetric = keyof typeof AGENT_METRICS;

/** Dimensions under which each of the metrics exists: alarms watch the service as a whole, graphs show each agent as well. */
export const AGENT_DIMENSION_SETS = [["Service"], ["Service", "Agent"]] as const;

/** Thresholds of the agents' alarms. */
export interface AgentThresholds {
  /** Share of the executions of 10 minutes that failed. */
  readonly errorRatePercent: number;
  /** 95th percentile of the executions of 10 minutes. */
  readonly latencyP95Seconds: number;
  /** Cost of all model calls of the last hour. */
  readonly hourlyCostUsd: number;
  /** Cost of all model calls of the last 24 hours. */
  readonly dailySpendUsd: number;
}

export interface AgentAlarmsProps {
  /** Its prefix is the value of the dimension Service. */
  readonly naming: Naming;
  readonly thresholds: AgentThresholds;
  /** Topics that get the alarms and their end. */
  readonly topicArns: readonly string[];
}

/** Fewer executions in a period tell nothing about the rest: one of one that fails at night is no error rate of 100 %. */
const MIN_EXECUTIONS = 5;

const TEN_MINUTES = 600;
const HOUR = 3_600;
const DAY = 86_400;

/** Without it a period with no call at all is no datapoint, and the one before it keeps the alarm up. */
const filled: Combine = (only = "") => only;

/** Alarms on what agents do and cost; none without executions or calls. */
export function agentAlarms(scope: Construct, props: AgentAlarmsProps): readonly CloudwatchMetricAlarm[] {
  const { naming, topicArns, thresholds } = props;
  const metric = (name: AgentMetric, statistic: AlarmMetric["statistic"]): AlarmMetric => ({
    namespace: AGENT_NAMESPACE,
    name,
    statistic,
    dimensions: { Service: naming.prefix },
  });
  const one = (role: string, rest: Omit<AlarmProps, "naming" | "role" | "evaluationPeriods">) =>
    alarm(scope, role, { naming, topicArns, role, evaluationPeriods: 1, ...rest });
  return [
    one("agent-error-rate", {
      description: `More than ${thresholds.errorRatePercent} % of the agents' executions in 10 minutes failed, of at least ${MIN_EXECUTIONS}.`,
      combine: (failures, executions) => {
        const divisor = `IF(${executions} > 0, ${executions}, 1)`;
        return `IF(${executions} >= ${MIN_EXECUTIONS}, 100 * ${failures} / ${divisor}, 0)`;
      },
      metrics: [metric("Failures", "Sum"), metric("Executions", "Sum")],
      threshold: thresholds.errorRatePercent,
      periodSeconds: TEN_MINUTES,
    }),
    one("agent-latency", {
      description: `One in twenty of the agents' executions in 10 minutes took more than ${thresholds.latencyP95Seconds} s (p95), of at least ${MIN_EXECUTIONS}.`,
      combine: (latency, executions) => `IF(${executions} >= ${MIN_EXECUTIONS}, ${latency}, 0)`,
      metrics: [metric("Latency", "p95"), metric("Executions", "Sum")],
      threshold: Math.round(thresholds.latencyP95Seconds * 1_000),
      periodSeconds: TEN_MINUTES,
    }),
    one("agent-cost", {
      description: `The agents' model calls cost more than ${thresholds.hourlyCostUsd} USD in the last hour.`,
      combine: filled,
      metrics: [metric("Cost", "Sum")],
      threshold: thresholds.hourlyCostUsd,
      periodSeconds: HOUR,
    }),
    one("agent-daily-spend", {
      description: `The agents' model calls cost more than ${thresholds.dailySpendUsd} USD in the last 24 hours.`,
      combine: filled,
      metrics: [metric("Cost", "Sum")],
      threshold: thresholds.dailySpendUsd,
      periodSeconds: DAY,
    }),
    one("agent-unpriced-calls", {
      description:
        "In the last 24 hours agents called a model that the price list does not know: their cost is higher than the metrics and the budgets say. Add the model's price.",
      combine: filled,
      metrics: [metric("UnpricedCalls", "Sum")],
      threshold: 0,
      periodSeconds: DAY,
    }),
  ];
}
