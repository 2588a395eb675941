import { blocks, NotKnown, type Source, told } from "../attributes";
import { monthly, shared, unknownPart } from "../parts";
import type { Pricer } from "./context";

/** A metric each, also those that metric math combines; a band is two more. */
export const metricAlarm: Pricer = (it) => {
  const queries = blocks(it, "metric_query");
  if (queries instanceof NotKnown) return [unknownPart("alarm", queries)];
  const own = told(it, "period");
  if (own instanceof NotKnown) return [unknownPart("alarm", own)];
  let [metrics, bands, isFine] = [0, 0, isBelowAMinute(own.number("period"))];
  for (const query of queries) {
    const part = queryOf(query);
    if (part instanceof NotKnown) return [unknownPart("alarm", part)];
    if (/\b(SEARCH|SELECT)\b/i.test(part.expression))
      return [unknownPart("alarm", "how many metrics its query finds is not known")];
    if (part.isMetric) metrics += 1;
    if (part.expression.includes("ANOMALY_DETECTION_BAND")) bands = 2;
    isFine ||= isBelowAMinute(part.period);
  }
  const count = Math.max(1, metrics) + bands;
  return isFine ? fineAlarm(count) : alarm(count);
};

const metricsIn = (count: number): string => `alarm on ${count} metric${count === 1 ? "" : "s"}`;

const alarm = shared((count: number) => [monthly(metricsIn(count), "cloudwatch.alarm-metric-month", count)]);

const fineAlarm = shared((count: number) => [
  monthly(`${metricsIn(count)}, high resolution`, "cloudwatch.high-resolution-alarm-metric-month", count),
]);

/** An applied alarm has 0 where its metrics have the periods. */
const isBelowAMinute = (seconds: number | undefined): boolean => (seconds || 60) < 60;

interface Query {
  readonly expression: string;
  readonly isMetric: boolean;
  readonly period: number | undefined;
}

function queryOf(query: Source): Query | NotKnown {
  const read = told(query, "expression");
  if (read instanceof NotKnown) return read;
  const metrics = blocks(query, "metric");
  if (metrics instanceof NotKnown) return metrics;
  const [metric] = metrics;
  const timed = metric === undefined ? undefined : told(metric, "period");
  if (timed instanceof NotKnown) return timed;
  return {
    expression: read.text("expression") ?? "",
    isMetric: metric !== undefined,
    period: timed?.number("period"),
  };
}

export const compositeAlarm: Pricer = () => [monthly("composite alarm", "cloudwatch.composite-alarm-month")];

/** Target tracking makes two alarms of its own, one for each direction. */
export const scalingPolicy: Pricer = (it) => {
  const item = "the two alarms that it makes";
  const read = told(it, "policy_type");
  if (read instanceof NotKnown) return [unknownPart(item, read)];
  return read.text("policy_type") === "TargetTrackingScaling"
    ? [monthly(item, "cloudwatch.alarm-metric-month", 2)]
    : { free: "scaling itself costs nothing" };
};

const DASHBOARD = [
  monthly("dashboard", "cloudwatch.dashboard-month", 1, {
    note: "an account's first three are free, which is not taken off",
  }),
];

export const dashboard: Pricer = () => DASHBOARD;
