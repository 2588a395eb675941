import { lengthOf, NotKnown, told } from "../attributes";
import { HOURS } from "../hours";
import { hourly, type Part, unknownPart, used } from "../parts";
import type { Billed, World } from "../world";
import { countOf, known, type Pricer } from "./context";
import { ELSEWHERE } from "./logs";

export const natGateway: Pricer = (_it, { usage }) => [
  hourly("NAT gateway", "nat-gateway.hour"),
  used("data through it", "nat-gateway.gb", "nat_gateway_gb", usage("nat_gateway_gb")),
];

/** In use or idle, the price is the same since February 2024. */
export const elasticIp: Pricer = () => [hourly("public IPv4 address", "public-ipv4.hour")];

export const loadBalancer: Pricer = (it, { world, usage }) => {
  const read = told(it, "load_balancer_type");
  if (read instanceof NotKnown) return [unknownPart("load balancer", read)];
  const type = read.text("load_balancer_type") ?? "application";
  if (type !== "application") {
    const kind = known(type, ["network", "gateway"]);
    return [unknownPart(`${kind} load balancer`, `prices of ${kind} load balancers are not pinned`)];
  }
  const parts: Part[] = [
    hourly("load balancer", "alb.hour"),
    used("capacity units", "alb.lcu-hour", "alb_lcu", usage("alb_lcu"), HOURS),
  ];
  const scheme = told(it, "internal");
  if (scheme instanceof NotKnown)
    return [...parts, unknownPart("addresses and data to the internet", scheme)];
  if (scheme.flag("internal")) return parts;
  return [
    ...parts,
    ...addresses(it, world),
    used("data to the internet", "egress.gb", "internet_egress_gb", usage("internet_egress_gb")),
  ];
};

/** One in each subnet; AWS adds more while it scales out. */
function addresses(it: Billed, world: World): readonly Part[] {
  const item = "public IPv4 addresses";
  const read = told(it, "ip_address_type");
  if (read instanceof NotKnown) return [unknownPart(item, read)];
  if (read.text("ip_address_type") === "dualstack-without-public-ipv4") return [];
  const subnets = countOf(it, "subnets", world) || lengthOf(it, "subnet_mapping") || undefined;
  return subnets === undefined
    ? [unknownPart(item, "its subnets are not known before the apply")]
    : [hourly(item, "public-ipv4.hour", subnets, { note: "one for each subnet, more while it scales out" })];
}

export const vpcEndpoint: Pricer = (it, { world, usage }) => {
  const read = told(it, "vpc_endpoint_type");
  if (read instanceof NotKnown) return [unknownPart("endpoint", read)];
  const type = read.text("vpc_endpoint_type") ?? "Gateway";
  if (type === "Gateway") return { free: "gateway endpoints cost nothing" };
  if (type !== "Interface") {
    const kind = known(type, ["GatewayLoadBalancer", "Resource", "ServiceNetwork"]);
    return [unknownPart(`${kind} endpoint`, `prices of ${kind} endpoints are not pinned`)];
  }
  const zones = countOf(it, "subnet_ids", world) || undefined;
  const item = "endpoint in each zone";
  return [
    zones === undefined
      ? unknownPart(item, "its subnets are not known before the apply")
      : hourly(item, "endpoint.hour", zones),
    used("data through it", "endpoint.gb", "interface_endpoint_gb", usage("interface_endpoint_gb")),
  ];
};

export const flowLog: Pricer = (it, { usage }) => {
  const item = "flow records";
  const read = told(it, "log_destination_type");
  if (read instanceof NotKnown) return [unknownPart(item, read, "usage")];
  return (read.text("log_destination_type") ?? "cloud-watch-logs") === "cloud-watch-logs"
    ? [used(item, "logs.vended.gb", "flow_log_gb", usage("flow_log_gb"))]
    : [unknownPart(item, ELSEWHERE, "usage")];
};
