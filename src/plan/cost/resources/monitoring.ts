import { blocks, NotKnown, told } from "../attributes";
import { DAYS } from "../hours";
import type { Range } from "../money";
import { type Assumption, exactly, type Part, shared, unknownPart, used } from "../parts";
import { isUsageKey, type UsageKey } from "../usage/defaults";
import type { Billed, World } from "../world";
import type { Context, Pricer } from "./context";
import type { Links } from "./links";
import { ELSEWHERE, GROUP, type Writer } from "./logs";
import { tasksOf } from "./tasks";

const METRICS_PER_AGENT = 6;

export const logGroup: Pricer = (it, { links, usage }) => {
  const writer = links.logs.vended.get(it);
  const key = writer === undefined ? ownUsage(it, links) : USAGE_OF[writer];
  const read = told(it, "retention_in_days");
  const days = read instanceof NotKnown ? read : (read.numberOr("retention_in_days", 0) ?? ABSURD);
  if (typeof days === "number")
    return logParts(
      `${writer === undefined ? key : ""} ${days} ${usage("log_compression").value}`,
      usage(key),
    );
  const kept = unknownPart("log that is kept", days, "usage");
  return writer === undefined ? [...takenIn(key, usage(key)), kept] : [kept];
};

const ABSURD = "its retention is absurd";

/** @param kind usage of what is taken in, unless that is billed with what writes it; days; compression */
const logParts = shared((kind: string, ingested) => {
  const [key = "", days, compression] = kind.split(" ");
  const kept = stored(Number(days), ingested.value, Number(compression));
  return isUsageKey(key) ? [...takenIn(key, ingested), kept] : [kept];
});

const takenIn = (key: UsageKey, ingested: Assumption): readonly Part[] => [
  used("log taken in", "logs.ingested.gb", key, ingested),
];

const ownUsage = (it: Billed, { logs }: Links): UsageKey =>
  logs.application.has(it) ? "log_ingested_gb" : "other_log_ingested_gb";

/** What is taken in is billed with what writes it. */
const USAGE_OF: Readonly<Record<Writer, UsageKey>> = {
  "flow log": "flow_log_gb",
  WAF: "other_log_ingested_gb",
  "Container Insights": "container_insights_log_gb",
};

function stored(days: number, ingested: number, compression: number): Part {
  const keptDays = days === 0 ? 12 * DAYS : days;
  return {
    item: days === 0 ? "log kept for a year, and on" : `log kept for ${days} days`,
    kind: "usage",
    key: "logs.stored.gb-month",
    quantity: exactly((ingested * compression * keptDays) / DAYS),
    keptDays,
    assumed: `${ingested} GB a month, of which ${compression * 100} % are left once compressed`,
    ...(days === 0 && { note: "never expires: it grows without an end" }),
  };
}

export const wafLogging: Pricer = (it, { world, usage }) => {
  const item = "WAF's log";
  const key = "other_log_ingested_gb";
  const missing = notToLogGroup(it, world);
  return [
    missing === undefined
      ? used(item, "logs.vended.gb", key, usage(key))
      : unknownPart(item, missing, "usage"),
  ];
};

/** Why WAF's log may go elsewhere; undefined where its ARN, or what that refers to, is a log group's. */
function notToLogGroup(it: Billed, world: World): string | NotKnown | undefined {
  const attribute = "log_destination_configs";
  const read = told(it, attribute);
  const [arn] = read instanceof NotKnown ? [] : read.texts(attribute);
  if (arn !== undefined) return /^arn:[\w-]+:logs:/.test(arn) ? undefined : ELSEWHERE;
  const { objects, isCertain } = world.referredTo(it, attribute);
  if (isCertain && objects.length > 0 && objects.every(({ type }) => type === GROUP)) return undefined;
  return read instanceof NotKnown ? read : "where it goes is not in the plan";
}

/** Container Insights and the metrics of agents, which belong to no resource of their own. */
export const cluster: Pricer = (it, context) => {
  const parts = [...insights(it, context), ...agents(context)];
  return parts.length > 0 ? parts : { free: "a cluster costs nothing by itself" };
};

function insights(it: Billed, { links, usage }: Context): readonly Part[] {
  const level = insightsLevel(it);
  if (level instanceof NotKnown) return [unknownPart("Container Insights", level, "usage")];
  if (level === "enhanced")
    return [
      unknownPart("Container Insights, enhanced", "the number of its observations is not known", "usage"),
    ];
  if (level !== "enabled") return [];
  const tasks = tasksIn(it, links);
  const log = "container_insights_log_gb";
  const metrics = "container_insights_metrics";
  return [
    used("Container Insights, metrics", "cloudwatch.metric-month", metrics, usage(metrics)),
    typeof tasks === "string"
      ? unknownPart("Container Insights, log", tasks, "usage")
      : used("Container Insights, log", "logs.ingested.gb", log, usage(log), tasks),
  ];
}

function insightsLevel(it: Billed): string | undefined | NotKnown {
  const settings = blocks(it, "setting");
  if (settings instanceof NotKnown) return settings;
  for (const each of settings) {
    const read = told(each, "name", "value");
    if (read instanceof NotKnown) return read;
    if (read.text("name") === "containerInsights") return read.text("value");
  }
  return undefined;
}

function agents({ links, usage }: Context): readonly Part[] {
  const item = "metrics of traced agents";
  const { watchesAgents } = links;
  if (watchesAgents instanceof NotKnown)
    return [unknownPart(item, `${watchesAgents.why}, of an alarm`, "usage")];
  if (!watchesAgents) return [];
  const { value, given } = usage("agents");
  const metrics = { value: METRICS_PER_AGENT * (value + 1), given };
  return [
    {
      ...used(item, "cloudwatch.metric-month", "agents", metrics),
      assumed: `agents: ${value} ${given ? "(given)" : "(assumed)"}, six metrics for each, and six for all`,
    },
  ];
}

/** @returns a sentence where it is not known */
function tasksIn(it: Billed, links: Links): Range<number> | string {
  const services = links.clusters.servicesIn(it);
  if (services === undefined) return "which services are in it is not known before the apply";
  let [low, high] = [0, 0];
  for (const service of services) {
    const tasks = tasksOf(service, links);
    if (typeof tasks === "string") return `of a service in it: ${tasks}`;
    low += tasks.low;
    high += tasks.high;
  }
  return { low, high };
}
