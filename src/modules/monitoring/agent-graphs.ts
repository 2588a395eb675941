import { AGENT_DIMENSION_SETS, AGENT_NAMESPACE, type AgentMetric, type AgentThresholds } from "./agents";
import type { Graph, Metric } from "./graph";

export interface AgentGraphsProps {
  /** Value of the dimension Service. */
  readonly service: string;
  readonly thresholds: AgentThresholds;
}

const FIVE_MINUTES = 300;
const HOUR = 3_600;
const DAY = 86_400;

/** Rows about agents: what they cost, how they do, and each of them; a new agent needs no synthesis. */
export function agentRows(props: AgentGraphsProps): readonly (readonly Graph[])[] {
  return [money(props), quality(props), byAgent(props)];
}

function money({ service, thresholds }: AgentGraphsProps): Graph[] {
  const cost: readonly Metric[] = [total(service, "Cost", { stat: "Sum", label: "USD" })];
  return [
    {
      title: "Agents: cost by hour, USD",
      metrics: cost,
      periodSeconds: HOUR,
      start: "-P1D",
      line: { label: "alarm", value: thresholds.hourlyCostUsd },
    },
    {
      title: "Agents: spend by day (UTC), USD",
      metrics: cost,
      periodSeconds: DAY,
      start: "-P14D",
      line: { label: "alarm", value: thresholds.dailySpendUsd },
    },
    {
      title: "Agents: model calls that no cost is known of",
      metrics: [
        total(service, "UnpricedCalls", { stat: "Sum", label: "unpriced" }),
        total(service, "UnmeasuredCalls", { stat: "Sum", label: "unmeasured" }),
      ],
      periodSeconds: FIVE_MINUTES,
    },
  ];
}

function quality({ service, thresholds }: AgentGraphsProps): Graph[] {
  const errors = "100 * FILL(failures, 0) / executions";
  return [
    {
      title: "Agents: latency, milliseconds",
      metrics: ["p50", "p95", "p99"].map((stat) => total(service, "Latency", { stat, label: stat })),
      periodSeconds: FIVE_MINUTES,
      line: { label: "alarm on p95", value: Math.round(thresholds.latencyP95Seconds * 1_000) },
    },
    {
      title: "Agents: success and error rate, percent",
      metrics: [
        total(service, "Failures", { id: "failures", stat: "Sum", visible: false }),
        total(service, "Executions", { id: "executions", stat: "Sum", visible: false }),
        [{ expression: `100 - ${errors}`, label: "succeeded or stopped", id: "success" }],
        [{ expression: errors, label: "failed", id: "errors" }],
      ],
      periodSeconds: FIVE_MINUTES,
      line: { label: "alarm on failed", value: thresholds.errorRatePercent },
    },
    {
      title: "Agents: executions",
      metrics: [
        total(service, "Executions", { stat: "Sum", label: "ended" }),
        total(service, "Failures", { stat: "Sum", label: "failed" }),
      ],
      periodSeconds: FIVE_MINUTES,
    },
  ];
}

function byAgent({ service }: AgentGraphsProps): Graph[] {
  return [
    {
      title: "Cost by agent and hour, USD",
      metrics: [each(service, "Cost", "Sum", HOUR)],
      periodSeconds: HOUR,
      start: "-P1D",
    },
    {
      title: "Latency by agent, p95, milliseconds",
      metrics: [each(service, "Latency", "p95", FIVE_MINUTES)],
      periodSeconds: FIVE_MINUTES,
    },
    {
      title: "Executions by agent",
      metrics: [each(service, "Executions", "Sum", FIVE_MINUTES)],
      periodSeconds: FIVE_MINUTES,
    },
    {
      title: "Failed executions by agent",
      metrics: [each(service, "Failures", "Sum", FIVE_MINUTES)],
      periodSeconds: FIVE_MINUTES,
    },
  ];
}

/** A metric over all agents. */
function total(service: string, name: AgentMetric, options: object): Metric {
  return [AGENT_NAMESPACE, name, "Service", service, options];
}

/** A metric of every agent that has reported, found when the graph is drawn. */
function each(service: string, name: AgentMetric, stat: string, periodSeconds: number): Metric {
  const [, dimensions] = AGENT_DIMENSION_SETS;
  const search = `{${[AGENT_NAMESPACE, ...dimensions].join(",")}} MetricName="${name}" Service="${service}"`;
  return [{ expression: `SEARCH('${search}', '${stat}', ${periodSeconds})`, id: "agents" }];
}
