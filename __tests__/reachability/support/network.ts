import type { Block, Synthesised } from "../../support/terraform-json";
import { contains } from "./addresses";
import { type Host, hostsOf } from "./hosts";
import { type NatExit, type Routing, routingOf } from "./routes";
import { type Peer, type Rule, rulesOf } from "./rules";

/** Any address of the internet. */
export const WORLD = "0.0.0.0/0";

/**
 * Who can open a connection to whom, by security groups, public addresses and routes of a synthesised stack. What is read
 * without being there is an error, never a missing edge.
 */
export class Network {
  readonly hosts: readonly Host[];
  readonly #ingress: readonly Rule[];
  readonly #egress: readonly Rule[];
  readonly #routing: ReadonlyMap<string, Routing>;

  constructor(private readonly stack: Synthesised) {
    refuseOthers(stack);
    this.hosts = hostsOf(stack);
    this.#ingress = rulesOf(stack, "ingress");
    this.#egress = rulesOf(stack, "egress");
    this.#routing = new Map(
      stack.resources("aws_subnet").map((subnet) => [subnet.address, routingOf(stack, subnet)]),
    );
  }

  host(name: string): Host {
    const found = this.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`there is no ${name}: ${this.hosts.map((host) => host.name)}`);
    return found;
  }

  /** The subnets, each with where its traffic to the internet goes: a NAT gateway's name, or `internet`. */
  get exits(): readonly string[] {
    return this.stack.resources("aws_subnet").map((subnet) => {
      const { exit } = this.#routingOf(subnet);
      if (exit === undefined) return `${subnet.name} -> nowhere`;
      return `${subnet.name} -> ${exit === "internet gateway" ? "internet" : exit.gateway.name}`;
    });
  }

  /** Whom rules let in, as `<whom> -> <host>:<ports>`, whether or not it has a way there. */
  get admissions(): readonly string[] {
    return this.#ingress
      .map((rule) => `${this.#whom(rule.peer)} -> ${this.#membersOf(rule.group)}:${ports(rule)}`)
      .sort();
  }

  /** Whom rules let hosts connect to, as `<host> -> <whom>:<ports>`. */
  get departures(): readonly string[] {
    return this.#egress
      .map((rule) => `${this.#membersOf(rule.group)} -> ${this.#whom(rule.peer)}:${ports(rule)}`)
      .sort();
  }

  /** What an address of the internet can connect to, as `<host>:<ports>`. */
  reachableFrom(cidr: string): readonly string[] {
    return this.hosts
      .filter((host) => this.#isOnTheInternet(host))
      .flatMap((host) =>
        this.#rulesOf(this.#ingress, host)
          .filter(({ peer }) => "cidr" in peer && contains(peer.cidr, cidr))
          .map((rule) => `${host.name}:${ports(rule)}`),
      )
      .sort();
  }

  /** Whether one host can connect to another by their private addresses. */
  reaches(from: Host, to: Host, port: number): boolean {
    return (
      this.#rulesOf(this.#egress, from).some(
        (rule) => isFor(rule, port) && this.#isPrivately(rule.peer, to),
      ) &&
      this.#rulesOf(this.#ingress, to).some((rule) => isFor(rule, port) && this.#isPrivately(rule.peer, from))
    );
  }

  /** Whether, from each subnet it may be in, a host can connect to another by the public address that DNS gives for it. */
  reachesPublicly(from: Host, to: Host, port: number): boolean {
    return (
      this.#isOnTheInternet(to) &&
      this.reachesInternet(from, port) &&
      from.subnets.every((subnet) => {
        const { exit } = this.#routingOf(subnet);
        return this.#rulesOf(this.#ingress, to).some(
          ({ peer, ...rule }) => isFor(rule, port) && (isWorld(peer) || comesFrom(exit, peer)),
        );
      })
    );
  }

  /** Whether a host can connect to any address of the internet, from each subnet it may be in. */
  reachesInternet(from: Host, port: number): boolean {
    return (
      this.#mayLeave(from, port) &&
      from.subnets.every((subnet) => {
        const { exit } = this.#routingOf(subnet);
        return exit === "internet gateway" ? from.isPublic : exit !== undefined;
      })
    );
  }

  /** Whether a host reaches an AWS service by a gateway endpoint, from each subnet it may be in: without NAT. */
  reachesByEndpoint(from: Host, service: string): boolean {
    return (
      this.#mayLeave(from, 443) &&
      from.subnets.every((subnet) => this.#routingOf(subnet).endpoints.includes(service))
    );
  }

  #mayLeave(host: Host, port: number): boolean {
    return this.#rulesOf(this.#egress, host).some((rule) => isFor(rule, port) && isWorld(rule.peer));
  }

  #rulesOf(rules: readonly Rule[], host: Host): readonly Rule[] {
    return rules.filter(({ group }) => host.groups.some(({ address }) => address === group.address));
  }

  #isOnTheInternet(host: Host): boolean {
    return (
      host.isPublic && host.subnets.some((subnet) => this.#routingOf(subnet).exit === "internet gateway")
    );
  }

  #isPrivately(peer: Peer, host: Host): boolean {
    if ("group" in peer) return host.groups.some(({ address }) => address === peer.group.address);
    if ("natAddress" in peer) return false;
    return host.subnets.every((subnet) => contains(peer.cidr, subnet.text("cidr_block")));
  }

  #whom(peer: Peer): string {
    if ("natAddress" in peer) return peer.natAddress.name;
    return "cidr" in peer ? peer.cidr : this.#membersOf(peer.group);
  }

  /** The hosts of a group, or its own name where it has none. */
  #membersOf({ address, name }: Block): string {
    const members = this.hosts.filter(({ groups }) => groups.some((group) => group.address === address));
    return members.map((host) => host.name).join(" and ") || name;
  }

  #routingOf(subnet: Block): Routing {
    const routing = this.#routing.get(subnet.address);
    if (routing === undefined) throw new Error(`${subnet.address} is not of this stack`);
    return routing;
  }
}

/** What this graph reads, of all that decides who reaches whom. */
const KNOWN: ReadonlySet<string> = new Set([
  "aws_default_security_group",
  "aws_eip",
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_route",
  "aws_route_table",
  "aws_route_table_association",
  "aws_security_group",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_endpoint",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);
const NETWORK =
  /^aws_(default_|main_)?(ec2_|egress|eip|internet|nat_|network_|route|security_group|subnet|vpc|vpn)/;

/** A way in or out that this graph does not read would make it a lie. */
function refuseOthers(stack: Synthesised): void {
  for (const { type, address, values } of stack.resources()) {
    if (NETWORK.test(type) && !KNOWN.has(type))
      throw new Error(`${address} is of a type that this graph does not know`);
    for (const inline of ["ingress", "egress", "route"]) {
      if (NETWORK.test(type) && values[inline] !== undefined)
        throw new Error(`${address} has its own ${inline}`);
    }
  }
}

function isFor({ first, last }: Pick<Rule, "first" | "last">, port: number): boolean {
  return first <= port && port <= last;
}

function isWorld(peer: Peer): boolean {
  return "cidr" in peer && peer.cidr === WORLD;
}

function comesFrom(exit: Routing["exit"], peer: Peer): boolean {
  return isNat(exit) && "natAddress" in peer && peer.natAddress.address === exit.address.address;
}

function isNat(exit: Routing["exit"]): exit is NatExit {
  return typeof exit === "object";
}

function ports({ first, last }: Pick<Rule, "first" | "last">): string {
  return first === last ? String(first) : `${first}-${last}`;
}
