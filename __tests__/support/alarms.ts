import type { Block, Json, Synthesised } from "./terraform-json";

/** One metric of an alarm, whether it stands alone or in an expression. */
export interface Metric {
  readonly name: string;
  readonly statistic: Json | undefined;
  readonly period: Json | undefined;
  /** Dimensions, as `<dimension>=<resource>.<attribute>`, or with the value itself where no resource has it. */
  readonly of: readonly string[];
}

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly return_data: boolean;
  readonly metric?: Block["values"];
}

/** The metrics of an alarm, by their id in its expression. */
export function metricsOf(stack: Synthesised, alarm: Block): Readonly<Record<string, Metric>> {
  const queries = queriesOf(alarm);
  if (queries.length === 0) {
    const statistic = alarm.values.extended_statistic === undefined ? "statistic" : "extended_statistic";
    return { only: metric(stack, alarm.values, statistic) };
  }
  return Object.fromEntries(
    queries.flatMap(({ id, metric: values }) => (values ? [[id, metric(stack, values, "stat")]] : [])),
  );
}

/** The expression whose value is held against the threshold; nothing where the alarm has one metric. */
export function expressionOf(alarm: Block): string | undefined {
  const returned = queriesOf(alarm).filter(({ return_data }) => return_data);
  if (returned.length > 1) throw new Error(`${alarm.address} returns several values`);
  return returned[0]?.expression;
}

function queriesOf(alarm: Block): readonly Query[] {
  return (alarm.values.metric_query ?? []) as unknown as readonly Query[];
}

function metric(stack: Synthesised, values: Block["values"], statistic: string): Metric {
  const dimensions = Object.entries(values.dimensions ?? {}).map(([dimension, value]) => {
    if (!String(value).includes("${")) return `${dimension}=${String(value)}`;
    const attribute = String(value).replace(/.*\.(\w+)\}$/, "$1");
    return `${dimension}=${stack.behind(value).name}.${attribute}`;
  });
  return {
    name: `${String(values.namespace)} ${String(values.metric_name)}`,
    statistic: values[statistic],
    period: values.period,
    of: dimensions.sort(),
  };
}
