import type { Findings, Rule } from "../rule";
import { type Place, UNKNOWN } from "../world/place";
import type { Resource } from "../world/resource";
import type { World } from "../world/world";

/** What a load balancer may offer to the world. */
const OPEN_PORTS: readonly number[] = [80, 443];

/** Networks so large are as good as the whole world: half of it, twice, would pass a look for `0.0.0.0/0`. */
const WIDEST_BITS = 7;

const noOpenPorts: Rule = {
  id: "no-open-ports",
  title: "The world reaches the load balancer's ports 80 and 443 only",
  why: "Whatever listens on another port is found by scanners within minutes, and attacked.",
  remedy: "Let in the security group or the network that needs it, instead of `0.0.0.0/0` or `::/0`.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  check(world, findings) {
    const fronts = frontsOf(world);
    for (const rule of world.ofType("aws_vpc_security_group_ingress_rule")) {
      checkRule(world, rule, rule, [rule.at("cidr_ipv4"), rule.at("cidr_ipv6")], fronts, findings);
    }
    for (const rule of world.ofType("aws_security_group_rule")) {
      if (rule.at("type").value !== "ingress") continue;
      const cidrs = [...rule.at("cidr_blocks").elements, ...rule.at("ipv6_cidr_blocks").elements];
      checkRule(world, rule, rule, cidrs, fronts, findings);
    }
    for (const group of world.ofType("aws_security_group", "aws_default_security_group")) {
      for (const rule of group.at("ingress").elements) {
        const cidrs = [...rule.at("cidr_blocks").elements, ...rule.at("ipv6_cidr_blocks").elements];
        checkRule(world, group, rule, cidrs, fronts, findings);
      }
    }
  },
};

/** Security groups of load balancers that face the internet. */
function frontsOf(world: World): ReadonlySet<unknown> {
  return new Set(
    world
      .ofType("aws_lb", "aws_alb", "aws_elb")
      .filter((balancer) => balancer.at("internal").value !== true)
      .flatMap((balancer) => world.namedBy(balancer.at("security_groups"), balancer)),
  );
}

function checkRule(
  world: World,
  resource: Resource,
  rule: Place,
  cidrs: readonly Place[],
  fronts: ReadonlySet<unknown>,
  findings: Findings,
): void {
  if (cidrs.some((cidr) => cidr.value === UNKNOWN && widthOf(cidr) === UNKNOWN)) {
    findings.unknown(resource, "the networks that it lets in");
  }
  const open = cidrs.map(widthOf).find((each) => typeof each === "string");
  if (typeof open !== "string") return;
  const ports = portsOf(rule);
  if (ports === UNKNOWN) {
    findings.unknown(resource, "the ports that it opens");
    return;
  }
  const isWeb = ports.from === ports.to && OPEN_PORTS.includes(ports.from) && ports.protocol === "tcp";
  if (!isWeb) {
    findings.violated(resource, `${portsInWords(ports)} open to ${open}.`);
    return;
  }
  const groups = resource.type.endsWith("security_group")
    ? [resource]
    : world.namedBy(resource.at("security_group_id"), resource);
  if (groups.some((group) => fronts.has(group) && group !== UNKNOWN)) return;
  if (groups.includes(UNKNOWN) || fronts.has(UNKNOWN)) findings.unknown(resource, "whose ports it opens");
  else findings.violated(resource, `${portsInWords(ports)} open to ${open}, and not on a load balancer.`);
}

/** A network that is as good as the world; UNKNOWN where the width cannot be told. */
function widthOf(cidr: Place): string | typeof UNKNOWN | undefined {
  const { text } = cidr;
  if (typeof text !== "string") return text;
  const bits = /\/(\d{1,3})$/.exec(text)?.[1];
  if (bits === undefined) return text.includes("${") ? UNKNOWN : undefined;
  return Number(bits) <= WIDEST_BITS ? text : undefined;
}

interface Ports {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

function portsOf(rule: Place): Ports | typeof UNKNOWN {
  const protocol = rule.at("ip_protocol").isSet ? rule.at("ip_protocol").value : rule.at("protocol").value;
  const from = rule.at("from_port").number;
  const to = rule.at("to_port").number;
  if (protocol === UNKNOWN || from === UNKNOWN || to === UNKNOWN) return UNKNOWN;
  const isAll = protocol === "-1" || protocol === "all";
  return {
    protocol: String(protocol ?? "-1"),
    from: isAll ? 0 : (from ?? 0),
    to: isAll ? 65535 : (to ?? 65535),
  };
}

function portsInWords({ protocol, from, to }: Ports): string {
  if (from === 0 && to === 65535) return "All ports are";
  return from === to ? `Port ${from} (${protocol}) is` : `Ports ${from} to ${to} (${protocol}) are`;
}

const noPublicTasks: Rule = {
  id: "no-public-tasks",
  title: "Tasks and instances have no public address",
  why: "They answer to the load balancer alone; a public address is a second way in, and costs.",
  remedy: "Set `assign_public_ip = false` and run them in private subnets, behind a NAT gateway.",
  source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
  check(world, findings) {
    for (const [type, places] of PUBLIC_ADDRESSES) {
      for (const resource of world.ofType(type)) {
        for (const place of places(resource)) {
          const { flag } = place;
          if (flag === true) findings.violated(resource, "It gets a public address.");
          else if (flag === UNKNOWN) findings.unknown(resource, "whether it gets a public address");
        }
      }
    }
  },
};

const networkOf = (place: Place): readonly Place[] =>
  place.at("network_configuration").elements.map((each) => each.at("assign_public_ip"));

const PUBLIC_ADDRESSES: readonly (readonly [string, (resource: Resource) => readonly Place[]])[] = [
  ["aws_ecs_service", networkOf],
  ["aws_ecs_task_set", networkOf],
  ["aws_cloudwatch_event_target", (target) => target.at("ecs_target").elements.flatMap(networkOf)],
  ["aws_instance", (instance) => [instance.at("associate_public_ip_address")]],
  [
    "aws_launch_template",
    (template) =>
      template.at("network_interfaces").elements.map((each) => each.at("associate_public_ip_address")),
  ],
];

export const networkRules: readonly Rule[] = [noOpenPorts, noPublicTasks];
