import { OUTCOMES } from "../../records";
import type { OutcomeCounts, SeriesSnapshot } from "../series";
import type { StatisticsSnapshot } from "../statistics";

/** Content type of what `renderPrometheus` gives. */
export const PROMETHEUS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Labels = Readonly<Record<string, string>>;

interface Sample {
  /** What follows the name of the metric. @default - nothing */
  readonly suffix?: "_sum" | "_count";
  readonly labels: Labels;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: "counter" | "summary";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * A snapshot in Prometheus' text format, version 0.0.4: counts, tokens, cost and latency by agent, by worker and by model.
 * Users are in none of it: each would be a series more.
 */
export function renderPrometheus(snapshot: StatisticsSnapshot): string {
  return metricsOf(snapshot)
    .filter(({ samples }) => samples.length > 0)
    .map(renderMetric)
    .join("");
}

function metricsOf({ agents, workers, models }: StatisticsSnapshot): readonly Metric[] {
  return [
    {
      name: "langgraph_agent_executions_total",
      type: "counter",
      help: "Executions that ended.",
      samples: outcomes("agent", agents, ({ executions }) => executions),
    },
    {
      name: "langgraph_agent_latency_seconds",
      type: "summary",
      help: "Latency of executions, within 1 %, since the process began.",
      samples: latencies("agent", agents),
    },
    ...callMetrics("agent", agents),
    ...callMetrics("worker", workers),
    ...callMetrics("model", models),
    {
      name: "langgraph_worker_latency_seconds",
      type: "summary",
      help: "Latency of model calls, within 1 %, since the process began.",
      samples: latencies("worker", workers),
    },
    {
      name: "langgraph_model_latency_seconds",
      type: "summary",
      help: "Latency of model calls, within 1 %, since the process began.",
      samples: latencies("model", models),
    },
  ];
}

/** Cost has its name without the kind for agents, who are whom one asks it of. */
function callMetrics(kind: "agent" | "worker" | "model", series: readonly SeriesSnapshot[]): Metric[] {
  const costName = kind === "agent" ? "langgraph_cost" : `langgraph_${kind}_cost`;
  return [
    {
      name: `langgraph_${kind}_calls_total`,
      type: "counter",
      help: "Model calls that ended.",
      samples: outcomes(kind, series, ({ calls }) => calls),
    },
    {
      name: `langgraph_${kind}_tokens_total`,
      type: "counter",
      help: "Tokens of model calls; cached_input is part of input, reasoning of output.",
      samples: series.flatMap(({ name, tokens }) => [
        { labels: { [kind]: name, kind: "input" }, value: tokens.input },
        { labels: { [kind]: name, kind: "cached_input" }, value: tokens.cachedInput },
        { labels: { [kind]: name, kind: "output" }, value: tokens.output },
        { labels: { [kind]: name, kind: "reasoning" }, value: tokens.reasoning },
      ]),
    },
    {
      name: `${costName}_usd_total`,
      type: "counter",
      help: "Cost of priced model calls; unpriced and unmeasured ones are not in it.",
      samples: series.map(({ name, cost }) => ({ labels: { [kind]: name }, value: cost.usd })),
    },
    {
      name: `${costName}_calls_total`,
      type: "counter",
      help: "Model calls by what is known of their cost.",
      samples: series.flatMap(({ name, cost }) => [
        { labels: { [kind]: name, cost: "priced" }, value: cost.pricedCalls },
        { labels: { [kind]: name, cost: "unpriced" }, value: cost.unpricedCalls },
        { labels: { [kind]: name, cost: "unmeasured" }, value: cost.unmeasuredCalls },
      ]),
    },
  ];
}

function outcomes(
  kind: string,
  series: readonly SeriesSnapshot[],
  countsOf: (series: SeriesSnapshot) => OutcomeCounts,
): Sample[] {
  return series.flatMap((each) =>
    OUTCOMES.map((outcome) => ({
      labels: { [kind]: each.name, outcome },
      value: countsOf(each)[outcome],
    })),
  );
}

function latencies(kind: string, series: readonly SeriesSnapshot[]): Sample[] {
  return series.flatMap(({ name, latencyMs, latencySketch }) => {
    if (latencyMs === undefined || latencySketch === undefined) return [];
    const { p50, p95, p99 } = latencyMs;
    const labels = { [kind]: name };
    return [
      { labels: { ...labels, quantile: "0.5" }, value: p50 / 1000 },
      { labels: { ...labels, quantile: "0.95" }, value: p95 / 1000 },
      { labels: { ...labels, quantile: "0.99" }, value: p99 / 1000 },
      { suffix: "_sum", labels, value: latencySketch.sumMs / 1000 },
      { suffix: "_count", labels, value: latencySketch.count },
    ];
  });
}

function renderMetric({ name, type, help, samples }: Metric): string {
  const lines = samples.map(({ suffix = "", labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}${suffix}{${pairs.join(",")}} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
