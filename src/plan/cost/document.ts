import type { CostLine } from "./line";
import { MICROS_PER_USD, NOTHING, type Range, sum } from "./money";
import type { PriceKey } from "./prices/catalog";
import { cents, usd } from "./render/format";
import type { ResourceCost } from "./types";

/** A line of the table "Estimated Monthly Costs" in the platform's document, beside the same of a plan. */
export interface DocumentLine {
  readonly item: string;
  /** What the document says; missing for what it does not mention. */
  readonly document?: Range;
  readonly estimate: Range;
  /** Why they differ. */
  readonly why: string;
}

export interface DocumentTable {
  readonly lines: readonly DocumentLine[];
  readonly document: Range;
  readonly estimate: Range;
}

interface Item {
  readonly item: string;
  /** USD */
  readonly says: number;
  readonly holds: (line: CostLine) => boolean;
  readonly why: (lines: readonly CostLine[]) => string;
}

const has = (...keys: readonly PriceKey[]) => {
  const wanted = new Set<string>(keys);
  return ({ key }: CostLine): boolean => key !== undefined && wanted.has(key);
};
const starts =
  (prefix: string) =>
  ({ key }: CostLine): boolean =>
    key?.startsWith(prefix) === true;

/** In the document's order, for production with two tasks in us-east-1. */
const ITEMS: readonly Item[] = [
  {
    item: "ECS Fargate (2 tasks, 1 vCPU, 2 GB)",
    says: 50,
    holds: starts("fargate."),
    why: () =>
      "the document is low: two such tasks on demand are 72.08 in us-east-1; the range is what scaling may start",
  },
  {
    item: "NAT gateways (3)",
    says: 100,
    holds: has("nat-gateway.hour"),
    why: (lines) => `${lines.length} by the hour; data through them is in the last line`,
  },
  {
    item: "RDS db.t3.medium Multi-AZ",
    says: 120,
    holds: starts("rds.postgres."),
    why: (lines) => lines.map(({ item, price }) => `${item}: ${price ?? "not priced"} an hour`).join("; "),
  },
  {
    item: "Storage (100 GB gp3)",
    says: 25,
    holds: (line) => starts("rds.gp3.")(line) || starts("rds.gp2.")(line) || has("rds.backup.gb-month")(line),
    why: () => "the document rounds up; the range is what the storage may grow to by itself",
  },
  {
    item: "ALB",
    says: 20,
    holds: starts("alb."),
    why: () => "by the hour, and one capacity unit where nothing else is given",
  },
  {
    item: "Data transfer",
    says: 10,
    holds: has("egress.gb"),
    why: () => "100 GB to the internet where nothing else is given",
  },
  {
    item: "CloudWatch Logs (7 days)",
    says: 5,
    holds: starts("logs."),
    why: () => "flow records, Container Insights, database and WAF log too, which the document leaves out",
  },
  {
    item: "CloudWatch alarms",
    says: 1,
    holds: has(
      "cloudwatch.alarm-metric-month",
      "cloudwatch.composite-alarm-month",
      "cloudwatch.high-resolution-alarm-metric-month",
    ),
    why: () =>
      "an alarm is billed for each metric that it combines; those that roll back, that watch agents and that scaling makes come on top of the document's five",
  },
];

/** The document estimates one environment, in one region: beside any other its table would say nothing. */
export function isDocumented(environment: string | undefined, region: string | undefined): boolean {
  return environment === "production" && region === "us-east-1";
}

/** Each line of the estimate is in exactly one line of the table. */
export function documentTable(resources: readonly ResourceCost[]): DocumentTable {
  const groups = new Map<Item | undefined, CostLine[]>([...ITEMS, undefined].map((item) => [item, []]));
  const itemOf = itemByKey();
  for (const { after } of resources) for (const line of after) groups.get(itemOf(line))?.push(line);
  const table = ITEMS.map((item): DocumentLine => {
    const own = groups.get(item) ?? [];
    const why = own.length === 0 ? "none in this plan" : item.why(own);
    return { item: item.item, document: exactly(item.says), estimate: costOf(own), why };
  });
  const rest = groups.get(undefined) ?? [];
  const lines = [...table, { item: "Not in the document", estimate: costOf(rest), why: partsOf(rest) }];
  return {
    lines,
    document: sum(table.map(({ document }) => document ?? NOTHING)),
    estimate: sum(lines.map(({ estimate }) => estimate)),
  };
}

/** What is priced decides; it is looked at once for each. */
function itemByKey(): (line: CostLine) => Item | undefined {
  const known = new Map<CostLine["key"], Item | undefined>();
  return (line) => {
    if (!known.has(line.key))
      known.set(
        line.key,
        ITEMS.find(({ holds }) => holds(line)),
      );
    return known.get(line.key);
  };
}

const NAMES: readonly (readonly [string, (line: CostLine) => boolean])[] = [
  ["public IPv4", has("public-ipv4.hour")],
  ["data through NAT gateways", has("nat-gateway.gb")],
  ["WAF", starts("waf.")],
  ["Container Insights and custom metrics", has("cloudwatch.metric-month")],
  ["dashboard", has("cloudwatch.dashboard-month")],
  ["secrets", starts("secret.")],
  ["keys", starts("kms.")],
  ["interface endpoints", starts("endpoint.")],
  ["buckets", starts("s3.")],
];

function partsOf(rest: readonly CostLine[]): string {
  const named = NAMES.flatMap(([name, holds]) => {
    const own = rest.filter(holds);
    return own.length > 0 ? [`${name} ${usd(costOf(own))}`] : [];
  });
  const other = costOf(rest.filter((line) => !NAMES.some(([, holds]) => holds(line))));
  return (
    [...named, ...(cents(other.high) === "0.00" ? [] : [`others ${usd(other)}`])].join("; ") || "nothing"
  );
}

const exactly = (dollars: number): Range => ({
  low: dollars * MICROS_PER_USD,
  high: dollars * MICROS_PER_USD,
});

const costOf = (lines: readonly CostLine[]): Range => sum(lines.map(({ monthly }) => monthly ?? NOTHING));
