import { NotKnown, told } from "./attributes";
import type { PricedPart } from "./bill";
import { add, amountOf, NOTHING, type Range, sum } from "./money";
import type { Prices } from "./price-book";
import { cents, usd } from "./render/format";
import type { PricedResource } from "./resource";
import { SPOT_LEAST_SHARE } from "./resources/fargate";
import type { World } from "./world";

/** One of the document's five ways to save, with what it would save here. */
export interface Reduction {
  readonly name: string;
  /** A month, at the fewest and at the most. Missing where it is not known, or where it is done already. */
  readonly saving?: Range;
  /** Whether `saving` is what AWS says it may be at the best. */
  readonly isUpTo: boolean;
  readonly detail: string;
}

export interface Applied {
  readonly resources: readonly PricedResource[];
  readonly world: World;
  readonly prices: Prices;
  /** GB a month that go, or would go, through a gateway endpoint to S3. */
  readonly s3Gb: number;
}

/** Looks at what exists once the plan is applied. */
export function reductionsOf(applied: Applied): readonly Reduction[] {
  const { resources } = applied;
  return [spot(resources), nat(resources), reserved(resources), retention(resources), endpoint(applied)];
}

function spot(resources: readonly PricedResource[]): Reduction {
  const onDemand = costOf(
    partsOf(resources, "aws_ecs_service").filter(
      ({ part: { key = "", lowShare } }) =>
        key.startsWith("fargate.") && key !== "fargate.storage.gb-hour" && lowShare === undefined,
    ),
  );
  const name = "Fargate Spot";
  if (onDemand.high === 0) return { name, isUpTo: true, detail: "no task runs on demand" };
  return {
    name,
    saving: shareOf(onDemand, 1 - SPOT_LEAST_SHARE),
    isUpTo: true,
    detail: `tasks on demand cost ${usd(onDemand)}; Spot floats, and AWS says up to 70 % off. Each Spot task may end with two minutes' notice`,
  };
}

function nat(resources: readonly PricedResource[]): Reduction {
  const hours = partsOf(resources, "aws_nat_gateway").filter(({ part }) => part.key === "nat-gateway.hour");
  const addresses = partsOf(resources, "aws_eip").filter(({ part }) => part.key === "public-ipv4.hour");
  const count = hours.length;
  const name = "One NAT gateway";
  if (count < 2)
    return { name, isUpTo: false, detail: count === 0 ? "there is none" : "there is one already" };
  const hasAddressEach = addresses.length === count;
  const saved = (parts: readonly PricedPart[]) => shareOf(costOf(parts), (count - 1) / count);
  return {
    name,
    saving: add(saved(hours), hasAddressEach ? saved(addresses) : NOTHING),
    isUpTo: false,
    detail: `${count} gateways become one${hasAddressEach ? ", with its address" : ""}; data stays, and what crosses zones costs 0.01 per GB each way. All zones lose the internet when its zone fails`,
  };
}

function reserved(resources: readonly PricedResource[]): Reduction {
  const instances = costOf(
    partsOf(resources, "aws_db_instance").filter(
      ({ part }) => part.key?.startsWith("rds.postgres.") === true,
    ),
  );
  return {
    name: "Reserved database instance",
    isUpTo: false,
    detail: `not known: no price of a reserved instance is pinned for its class${instances.high > 0 ? `; on demand it costs ${usd(instances)}` : ""}`,
  };
}

const SHORT_DAYS = 3;

function retention(resources: readonly PricedResource[]): Reduction {
  const savings = partsOf(resources, "aws_cloudwatch_log_group").map(({ part: { keptDays = 0 }, monthly }) =>
    keptDays > SHORT_DAYS ? shareOf(monthly, (keptDays - SHORT_DAYS) / keptDays) : NOTHING,
  );
  return {
    name: "Logs kept for 3 days",
    saving: sum(savings),
    isUpTo: false,
    detail: "taking logs in is what costs; keeping them hardly does",
  };
}

function endpoint({ resources, world, prices, s3Gb }: Applied): Reduction {
  const name = "S3 gateway endpoint";
  const price = prices.of("nat-gateway.gb");
  if (price.usd === null || partsOf(resources, "aws_nat_gateway").length === 0) {
    return { name, isUpTo: false, detail: "no NAT gateway with a price that S3's data would go through" };
  }
  const saving = amountOf(price.usd, s3Gb);
  const each = `each GB to and from S3 costs ${price.usd} less than through a NAT gateway`;
  return hasS3Endpoint(world)
    ? { name, isUpTo: false, detail: `there already: ${each}, ${cents(saving)} a month for ${s3Gb} GB` }
    : { name, saving: { low: saving, high: saving }, isUpTo: false, detail: `it costs nothing, and ${each}` };
}

function hasS3Endpoint(world: World): boolean {
  return world.ofType("aws_vpc_endpoint").some((it) => {
    const read = told(it, "vpc_endpoint_type", "service_name");
    if (read instanceof NotKnown) return false;
    const isGateway = (read.text("vpc_endpoint_type") ?? "Gateway") === "Gateway";
    return isGateway && read.text("service_name")?.endsWith(".s3") === true;
  });
}

const partsOf = (resources: readonly PricedResource[], type: string): readonly PricedPart[] =>
  resources.filter((each) => each.type === type).flatMap(({ bills }) => bills.after.pricedParts);

const costOf = (parts: readonly PricedPart[]): Range => sum(parts.map(({ monthly }) => monthly));

const shareOf = ({ low, high }: Range, share: number): Range => ({
  low: Math.round(low * share),
  high: Math.round(high * share),
});
