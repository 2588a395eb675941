import type { CostLine } from "./line";
import { add, amountOf, NOTHING, type Range, sum } from "./money";
import { cents, usd } from "./render/format";
import { SPOT_LEAST_SHARE } from "./resources/fargate";
import type { ResourceCost } from "./types";

/** One of the document's five ways to save, with what it would save here. */
export interface Reduction {
  readonly name: string;
  /** A month, at the fewest and at the most. Missing where it is not known, or where it is done already. */
  readonly saving?: Range;
  /** Whether `saving` is what AWS says it may be at the best. */
  readonly isUpTo: boolean;
  readonly detail: string;
}

/** What the plan has of a gateway endpoint to S3, which costs nothing. */
export interface S3Endpoint {
  readonly isThere: boolean;
  /** GB a month that go, or would go, through it. */
  readonly gb: number;
}

/** Looks at what exists once the plan is applied. */
export function reductionsOf(resources: readonly ResourceCost[], s3: S3Endpoint): readonly Reduction[] {
  return [
    spot(resources),
    nat(resources),
    reserved(resources),
    retention(resources),
    endpoint(resources, s3),
  ];
}

function spot(resources: readonly ResourceCost[]): Reduction {
  const lines = linesOf(resources, "aws_ecs_service").filter(
    ({ key }) => key?.startsWith("fargate.") === true && key !== "fargate.storage.gb-hour",
  );
  const onDemand = costOf(lines.filter(({ note }) => note === undefined));
  const name = "Fargate Spot";
  if (onDemand.high === 0) return { name, isUpTo: true, detail: "no task runs on demand" };
  const share = 1 - SPOT_LEAST_SHARE;
  return {
    name,
    saving: { low: Math.round(onDemand.low * share), high: Math.round(onDemand.high * share) },
    isUpTo: true,
    detail: `tasks on demand cost ${usd(onDemand)}; Spot floats, and AWS says up to 70 % off. Each Spot task may end with two minutes' notice`,
  };
}

function nat(resources: readonly ResourceCost[]): Reduction {
  const gateways = resources.filter(({ type, after }) => type === "aws_nat_gateway" && after.length > 0);
  const count = gateways.length;
  const name = "One NAT gateway";
  if (count < 2)
    return { name, isUpTo: false, detail: count === 0 ? "there is none" : "there is one already" };
  const hours = costOf(
    gateways.flatMap(({ after }) => after.filter(({ key }) => key === "nat-gateway.hour")),
  );
  const addresses = costOf(linesOf(resources, "aws_eip").filter(({ key }) => key === "public-ipv4.hour"));
  const left = (range: Range): Range => ({
    low: range.low - Math.round(range.low / count),
    high: range.high - Math.round(range.high / count),
  });
  const hasAddressEach =
    resources.filter(({ type, after }) => type === "aws_eip" && after.length > 0).length === count;
  return {
    name,
    saving: add(left(hours), hasAddressEach ? left(addresses) : NOTHING),
    isUpTo: false,
    detail: `${count} gateways become one${hasAddressEach ? ", with its address" : ""}; data stays, and what crosses zones costs 0.01 per GB each way. All zones lose the internet when its zone fails`,
  };
}

function reserved(resources: readonly ResourceCost[]): Reduction {
  const instances = costOf(
    linesOf(resources, "aws_db_instance").filter(({ key }) => key?.startsWith("rds.postgres.") === true),
  );
  return {
    name: "Reserved database instance",
    isUpTo: false,
    detail: `not known: no price of a reserved instance is pinned for its class${instances.high > 0 ? `; on demand it costs ${usd(instances)}` : ""}`,
  };
}

const SHORT_DAYS = 3;

function retention(resources: readonly ResourceCost[]): Reduction {
  const kept = resources
    .filter(({ type }) => type === "aws_cloudwatch_log_group")
    .flatMap(({ after }) => after.filter(({ key }) => key === "logs.stored.gb-month"));
  const saving = kept.reduce<Range>((total, { item, monthly = NOTHING }) => {
    const days = Number(/(\d+) days/.exec(item)?.[1] ?? 365);
    const share = days > SHORT_DAYS ? (days - SHORT_DAYS) / days : 0;
    return add(total, { low: Math.round(monthly.low * share), high: Math.round(monthly.high * share) });
  }, NOTHING);
  return {
    name: "Logs kept for 3 days",
    saving,
    isUpTo: false,
    detail: "taking logs in is what costs; keeping them hardly does",
  };
}

function endpoint(resources: readonly ResourceCost[], { isThere, gb }: S3Endpoint): Reduction {
  const name = "S3 gateway endpoint";
  const perGb = linesOf(resources, "aws_nat_gateway").find(({ key }) => key === "nat-gateway.gb")?.price;
  if (perGb === undefined) {
    return { name, isUpTo: false, detail: "no NAT gateway with a price that S3's data would go through" };
  }
  const saving = amountOf(perGb, gb);
  const each = `each GB to and from S3 costs ${perGb} less than through a NAT gateway`;
  return isThere
    ? { name, isUpTo: false, detail: `there already: ${each}, ${cents(saving)} a month for ${gb} GB` }
    : { name, saving: { low: saving, high: saving }, isUpTo: false, detail: `it costs nothing, and ${each}` };
}

const linesOf = (resources: readonly ResourceCost[], type: string): readonly CostLine[] =>
  resources.filter((each) => each.type === type).flatMap(({ after }) => after);

const costOf = (lines: readonly CostLine[]): Range => sum(lines.map(({ monthly }) => monthly ?? NOTHING));
