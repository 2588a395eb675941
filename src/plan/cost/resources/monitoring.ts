import { list, member, text } from "../../model/json";
import { DAYS } from "../hours";
import type { Range } from "../money";
import { exactly, monthly, type Part, quantity, unknownPart, used } from "../parts";
import type { UsageKey } from "../usage/defaults";
import type { Billed, World } from "../world";
import { block, isWhollyUnknown, type Pricer } from "./context";
import { linksOf, type Writer } from "./links";
import { tasksOf } from "./tasks";

const METRICS_PER_AGENT = 6;

/** A metric each, also those that metric math combines; a band is two more. */
export const metricAlarm: Pricer = ({ values }) => {
  const queries = list(values, "metric_query");
  const metrics = queries.filter((each) => block(each, "metric") !== undefined);
  const expressions = queries.map((each) => text(each, "expression") ?? "");
  if (expressions.some((each) => /\b(SEARCH|SELECT)\b/i.test(each))) {
    return [unknownPart("alarm", "how many metrics its query finds is not known")];
  }
  const count =
    Math.max(1, metrics.length) +
    (expressions.some((each) => each.includes("ANOMALY_DETECTION_BAND")) ? 2 : 0);
  const periods = [
    member(values, "period"),
    ...metrics.map((each) => member(block(each, "metric"), "period")),
  ];
  // an applied alarm has 0 where its metrics have the periods
  const isFine = periods.some((each) => (quantity(each) || 60) < 60);
  const metricsOf = `alarm on ${count} metric${count === 1 ? "" : "s"}`;
  return isFine
    ? [monthly(`${metricsOf}, high resolution`, "cloudwatch.high-resolution-alarm-metric-month", count)]
    : [monthly(metricsOf, "cloudwatch.alarm-metric-month", count)];
};

export const compositeAlarm: Pricer = () => [monthly("composite alarm", "cloudwatch.composite-alarm-month")];

/** Target tracking makes two alarms of its own, one for each direction. */
export const scalingPolicy: Pricer = ({ values }) =>
  text(values, "policy_type") === "TargetTrackingScaling"
    ? [monthly("the two alarms that it makes", "cloudwatch.alarm-metric-month", 2)]
    : { free: "scaling itself costs nothing" };

export const dashboard: Pricer = () => [
  monthly("dashboard", "cloudwatch.dashboard-month", 1, {
    note: "an account's first three are free, which is not taken off",
  }),
];

export const logGroup: Pricer = (it, { world, usage }) => {
  const { values } = it;
  const days = quantity(member(values, "retention_in_days")) ?? 0;
  if (isWhollyUnknown(it, "retention_in_days"))
    return [unknownPart("log", "its retention is not known before the apply", "usage")];
  const { vended, applicationLogs } = linksOf(world);
  const writer = vended.get(it);
  if (writer !== undefined)
    return [stored(usage(USAGE_OF[writer]).value, days, usage("log_compression").value)];
  const key = applicationLogs.has(it) ? "log_ingested_gb" : "other_log_ingested_gb";
  return [
    used("log taken in", "logs.ingested.gb", key, usage(key)),
    stored(usage(key).value, days, usage("log_compression").value),
  ];
};

/** What is taken in is billed with what writes it. */
const USAGE_OF: Readonly<Record<Writer, UsageKey>> = {
  "flow log": "flow_log_gb",
  WAF: "other_log_ingested_gb",
  "Container Insights": "container_insights_log_gb",
};

function stored(ingested: number, days: number, compression: number): Part {
  const kept = days === 0 ? 12 * DAYS : days;
  return {
    item: days === 0 ? "log kept for a year, and on" : `log kept for ${days} days`,
    kind: "usage",
    key: "logs.stored.gb-month",
    quantity: exactly((ingested * compression * kept) / DAYS),
    assumed: `${ingested} GB a month, of which ${compression * 100} % are left once compressed`,
    ...(days === 0 && { note: "never expires: it grows without an end" }),
  };
}

export const wafLogging: Pricer = (_it, { usage }) => [
  used("WAF's log", "logs.vended.gb", "other_log_ingested_gb", usage("other_log_ingested_gb")),
];

/** Container Insights and the metrics of agents, which belong to no resource of their own. */
export const cluster: Pricer = (it, { world, usage }) => {
  const insights = list(it.values, "setting").find((each) => text(each, "name") === "containerInsights");
  const level = text(insights, "value") ?? "disabled";
  const parts: Part[] = [];
  if (level === "enabled") {
    const metrics = usage("container_insights_metrics");
    parts.push(
      used("Container Insights, metrics", "cloudwatch.metric-month", "container_insights_metrics", metrics),
      used(
        "Container Insights, log",
        "logs.ingested.gb",
        "container_insights_log_gb",
        usage("container_insights_log_gb"),
        tasksIn(it, world),
      ),
    );
  } else if (level === "enhanced") {
    parts.push(
      unknownPart("Container Insights, enhanced", "the number of its observations is not known", "usage"),
    );
  }
  if (linksOf(world).watchesAgents) {
    const agents = usage("agents");
    const metrics = { value: METRICS_PER_AGENT * (agents.value + 1), given: agents.given };
    parts.push({
      ...used("metrics of traced agents", "cloudwatch.metric-month", "agents", metrics),
      assumed: `agents: ${agents.value} ${agents.given ? "(given)" : "(assumed)"}, six metrics for each, and six for all`,
    });
  }
  return parts.length > 0 ? parts : { free: "a cluster costs nothing by itself" };
};

function tasksIn(it: Billed, world: World): Range<number> {
  let [low, high] = [0, 0];
  for (const service of linksOf(world).services.get(it) ?? []) {
    const tasks = tasksOf(service, world);
    low += tasks?.low ?? 0;
    high += tasks?.high ?? 0;
  }
  return { low, high };
}
