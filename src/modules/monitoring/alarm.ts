import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { Construct } from "constructs";
import type { Naming } from "../../naming";

/** `p95` is a percentile: CloudWatch takes it over the values of all tasks. */
export type Statistic = "Average" | "Maximum" | "Sum" | `p${number}`;

/** One metric of an expression; it stands there as `FILL(<id>, 0)`, since a missing member makes the whole silent. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
}

/** Writes an expression over the metrics, which it gets filled and in their order. */
export type Combine = (...members: string[]) => string;

export interface AlarmProps {
  readonly naming: Naming;
  /** Last part of the alarm's name. */
  readonly role: string;
  /** What it means, and what to do: the text of the mail. */
  readonly description: string;
  /** How the metrics become one number; a single metric needs none. */
  readonly combine?: "sum" | "max" | Combine;
  readonly metrics: readonly AlarmMetric[];
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  /** Topics that get the alarm and its end. @default - none, something else reads the alarm's state */
  readonly topicArns?: readonly string[];
}

/** An alarm on one metric or on an expression over several; no data means no problem. */
export function alarm(scope: Construct, id: string, props: AlarmProps): CloudwatchMetricAlarm {
  const topics = [...(props.topicArns ?? [])];
  return new CloudwatchMetricAlarm(scope, id, {
    alarmName: props.naming.of("alarm", props.role),
    alarmDescription: props.description,
    comparisonOperator: "GreaterThanThreshold",
    threshold: props.threshold,
    evaluationPeriods: props.evaluationPeriods,
    datapointsToAlarm: props.evaluationPeriods,
    treatMissingData: "notBreaching",
    alarmActions: topics,
    okActions: topics,
    ...renderMetrics(props),
  });
}

function renderMetrics({ metrics, combine, periodSeconds }: AlarmProps) {
  const [only, ...others] = metrics;
  if (only === undefined) throw new Error("an alarm needs a metric");
  if (combine === undefined) {
    if (others.length > 0) throw new Error("several metrics need to be combined");
    return {
      namespace: only.namespace,
      metricName: only.name,
      dimensions: only.dimensions,
      ...(/^p\d/.test(only.statistic)
        ? { extendedStatistic: only.statistic }
        : { statistic: only.statistic }),
      period: periodSeconds,
    };
  }
  const queries = metrics.map((metric, index) => ({
    id: `m${index}`,
    metric: {
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: metric.dimensions,
      stat: metric.statistic,
      period: periodSeconds,
    },
    returnData: false,
  }));
  return {
    metricQuery: [
      ...queries,
      { id: "combined", expression: expression(combine, queries.length), returnData: true },
    ],
  };
}

const COMBINATIONS: Readonly<Record<"sum" | "max", Combine>> = {
  sum: (...members) => members.join(" + "),
  max: (...members) => `MAX([${members.join(", ")}])`,
};

/** `FILL(m0, 0) + FILL(m1, 0)`, or `MAX([FILL(m0, 0), FILL(m1, 0)])`. */
function expression(combine: "sum" | "max" | Combine, count: number): string {
  const members = Array.from({ length: count }, (_, index) => `FILL(m${index}, 0)`);
  const write = typeof combine === "string" ? COMBINATIONS[combine] : combine;
  return write(...members);
}
