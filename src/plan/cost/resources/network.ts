import { flag, text } from "../../model/json";
import { hourly, type Part, unknownPart, used } from "../parts";
import { countOf, isWhollyUnknown, known, type Pricer } from "./context";

export const natGateway: Pricer = (_it, { usage }) => [
  hourly("NAT gateway", "nat-gateway.hour"),
  used("data through it", "nat-gateway.gb", "nat_gateway_gb", usage("nat_gateway_gb")),
];

/** In use or idle, the price is the same since February 2024. */
export const elasticIp: Pricer = () => [hourly("public IPv4 address", "public-ipv4.hour")];

export const loadBalancer: Pricer = (it, { world, usage }) => {
  const type = text(it.values, "load_balancer_type") ?? "application";
  if (type !== "application") {
    const kind = known(type, ["network", "gateway"]);
    return [unknownPart(`${kind} load balancer`, `prices of ${kind} load balancers are not pinned`)];
  }
  const parts: Part[] = [
    hourly("load balancer", "alb.hour"),
    used("capacity units", "alb.lcu-hour", "alb_lcu", usage("alb_lcu"), 730),
  ];
  if (flag(it.values, "internal") === true) return parts;
  return [
    ...parts,
    ...addresses(
      countOf(it, "subnets", world) || countOf(it, "subnet_mapping", world),
      text(it.values, "ip_address_type"),
    ),
    used("data to the internet", "egress.gb", "internet_egress_gb", usage("internet_egress_gb")),
  ];
};

/** One in each subnet; AWS adds more while it scales out. */
function addresses(subnets: number | undefined, type: string | undefined): readonly Part[] {
  if (type === "dualstack-without-public-ipv4") return [];
  const item = "public IPv4 addresses";
  if (subnets === undefined || subnets === 0)
    return [unknownPart(item, "its subnets are not known before the apply")];
  return [
    hourly(item, "public-ipv4.hour", subnets, { note: "one for each subnet, more while it scales out" }),
  ];
}

export const vpcEndpoint: Pricer = (it, { world, usage }) => {
  const type = text(it.values, "vpc_endpoint_type") ?? "Gateway";
  if (type === "Gateway") return { free: "gateway endpoints cost nothing" };
  if (type !== "Interface") {
    const kind = known(type, ["GatewayLoadBalancer", "Resource", "ServiceNetwork"]);
    return [unknownPart(`${kind} endpoint`, `prices of ${kind} endpoints are not pinned`)];
  }
  const zones = countOf(it, "subnet_ids", world);
  const data = used(
    "data through it",
    "endpoint.gb",
    "interface_endpoint_gb",
    usage("interface_endpoint_gb"),
  );
  if (zones === undefined || (zones === 0 && isWhollyUnknown(it, "subnet_ids"))) {
    return [unknownPart("endpoint in each zone", "its subnets are not known before the apply"), data];
  }
  return [hourly("endpoint in each zone", "endpoint.hour", zones), data];
};

export const flowLog: Pricer = (it, { usage }) =>
  (text(it.values, "log_destination_type") ?? "cloud-watch-logs") === "cloud-watch-logs"
    ? [used("flow records", "logs.vended.gb", "flow_log_gb", usage("flow_log_gb"))]
    : [
        unknownPart(
          "flow records",
          "prices of delivery elsewhere than to CloudWatch are not pinned",
          "usage",
        ),
      ];
