import type { Json, JsonObject } from "./terraform-json";

/** A line in CloudWatch's embedded metric format. */
export type Line = Readonly<Record<string, unknown>> & {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
};

/** A metric as CloudWatch tells it from others: namespace, name, and dimensions in their order. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
}

/** What CloudWatch makes of a line. */
export function emittedBy(line: Line): readonly Metric[] {
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name: name }) => Dimensions.map((dimensions) => ({ namespace, name, dimensions }))),
  );
}

/** Where something of a stack reads a metric. */
export interface Reading extends Metric {
  /** Values of dimensions, where they are given. */
  readonly values: Readonly<Record<string, Json | undefined>>;
  readonly statistic: Json | undefined;
  readonly unit: Json | undefined;
}

/** AWS's own, which no application emits. */
const OF_AWS = /^(AWS|ECS)\//;

/** Everything in a value that reads a metric which is not AWS's own, in texts that are JSON as well. */
export function readingsIn(value: Json): readonly Reading[] {
  if (typeof value === "string") return isJson(value) ? readingsIn(JSON.parse(value)) : searchesIn(value);
  if (isList(value)) return [...graphed(value), ...value.flatMap(readingsIn)];
  if (!isObject(value)) return [];
  return [...queried(value), ...Object.values(value).flatMap(readingsIn)];
}

/** `["<namespace>", "<name>", "<dimension>", "<value>", ..., { options }]` of a graph. */
function graphed(list: readonly Json[]): readonly Reading[] {
  const texts = list.filter((each) => typeof each === "string");
  const [namespace = "", name = "", ...pairs] = texts;
  const options = list.find(isObject);
  if (!/^\w+\/\w+$/.test(namespace) || OF_AWS.test(namespace)) return [];
  const dimensions = pairs.filter((_, index) => index % 2 === 0);
  const values = Object.fromEntries(dimensions.map((each, index) => [each, pairs[2 * index + 1]]));
  return [{ namespace, name, dimensions, values, statistic: options?.stat, unit: options?.unit }];
}

/** An alarm on one metric, or a metric of an alarm's expression. */
function queried(object: JsonObject): readonly Reading[] {
  const { namespace, metric_name: name, dimensions = {}, unit } = object;
  if (typeof namespace !== "string" || OF_AWS.test(namespace) || !isObject(dimensions)) return [];
  const statistic = object.stat ?? object.statistic ?? object.extended_statistic;
  return [
    {
      namespace,
      name: String(name),
      dimensions: Object.keys(dimensions),
      values: dimensions,
      statistic,
      unit,
    },
  ];
}

/** `SEARCH('{<namespace>,<dimension>,...} MetricName="<name>" <dimension>="<value>"', '<statistic>', <period>)` of a graph. */
function searchesIn(expression: string): readonly Reading[] {
  return [...expression.matchAll(/SEARCH\('([^']*)'(?:, '([^']*)')?/g)].flatMap(
    ([, search = "", statistic]) => {
      const [namespace = "", ...dimensions] = /^\{([^}]*)\}/.exec(search)?.[1]?.split(",") ?? [];
      const { MetricName: name = "", ...values } = Object.fromEntries(
        [...search.matchAll(/(\w+)="([^"]*)"/g)].map(([, each = "", value = ""]) => [each, value]),
      );
      return OF_AWS.test(namespace)
        ? []
        : [{ namespace, name, dimensions, values, statistic, unit: undefined }];
    },
  );
}

function isJson(text: string): boolean {
  return /^\s*[{[]/.test(text) && !text.startsWith("${");
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}
