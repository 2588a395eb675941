import { isArray, isObject, type JsonObject, list, member } from "../model/json";
import type { Edge } from "./graph";
import { portsLabel, portsOf } from "./ports";
import { variableOf } from "./references";
import type { Resource } from "./resources";
import type { World } from "./world";

/** Someone outside of the stack, by an address range. */
export interface Outsider {
  readonly id: string;
  readonly label: string;
  /** Ranges that may do the same, where there are several. */
  readonly ranges: readonly string[];
}

export interface Rules {
  readonly edges: readonly Edge[];
  readonly outsiders: readonly Outsider[];
}

/** One permission of a security group. */
interface Permission {
  readonly source: Resource;
  readonly isIngress: boolean;
  readonly group: string;
  /** Addresses of security groups and of whom a range belongs to, and ranges. */
  readonly peers: readonly Peer[];
  readonly ports: string;
}

type Peer = { readonly address: string } | { readonly range: string };

export const INTERNET = "outside 0.0.0.0/0";

/** Who may talk to whom; both sides' rules on the same way are one edge. */
export function rulesOf(world: World, nodeOf: (address: string) => string | undefined): Rules {
  const outsiders = new Map<string, Outsider>();
  const edges = new Map<string, { from: string; to: string; ports: Set<string>; members: Set<string> }>();
  for (const permission of permissionsOf(world)) {
    const inside = nodeOf(permission.group);
    if (inside === undefined) continue;
    for (const peer of permission.peers) {
      const other = "address" in peer ? nodeOf(peer.address) : outsider(peer.range, outsiders);
      if (other === undefined) continue;
      const [from, to] = permission.isIngress ? [other, inside] : [inside, other];
      const key = `${from} -> ${to}`;
      const edge = edges.get(key) ?? { from, to, ports: new Set(), members: new Set() };
      edge.ports.add(permission.ports);
      edge.members.add(permission.source.address);
      edges.set(key, edge);
    }
  }
  const found = [...edges.values()].map(
    ({ from, to, ports, members }): Edge => ({
      from,
      to,
      kind: "rule",
      label: portsLabel([...ports]),
      members: [...members],
      isRequestPath: false,
    }),
  );
  return together(found, [...outsiders.values()]);
}

/** Those who may do the same are one. */
function together(edges: readonly Edge[], outsiders: readonly Outsider[]): Rules {
  const ways = new Map<string, string[]>();
  const add = (id: string, way: string) => ways.set(id, [...(ways.get(id) ?? []), way]);
  for (const { from, to, label } of edges) {
    add(from, `to ${to} ${label}`);
    add(to, `from ${from} ${label}`);
  }
  const groups = new Map<string, Outsider[]>();
  for (const each of outsiders) {
    const mine = [...(ways.get(each.id) ?? [])].sort();
    const key = each.id === INTERNET ? INTERNET : JSON.stringify(mine);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const heads = new Map<string, string>();
  const merged = [...groups.values()].flatMap((group): readonly Outsider[] => {
    const [first] = group;
    if (first === undefined) return [];
    for (const each of group) heads.set(each.id, first.id);
    const ranges = group.flatMap((each) => each.ranges);
    return [group.length === 1 ? first : { id: first.id, label: "Address ranges", ranges }];
  });
  const head = (id: string) => heads.get(id) ?? id;
  return {
    outsiders: merged,
    edges: edges.map((each) => ({ ...each, from: head(each.from), to: head(each.to) })),
  };
}

function outsider(range: string, known: Map<string, Outsider>): string {
  const isAll = range === "0.0.0.0/0" || range === "::/0";
  const id = isAll ? INTERNET : `outside ${range}`;
  known.set(id, { id, label: isAll ? "Internet" : range, ranges: [range] });
  return id;
}

function permissionsOf(world: World): readonly Permission[] {
  return world.resources.all.flatMap((each) => {
    switch (each.type) {
      case "aws_vpc_security_group_ingress_rule":
      case "aws_vpc_security_group_egress_rule":
        return separateRule(each, world);
      case "aws_security_group_rule":
        return separateRule(each, world);
      case "aws_security_group":
        return ["ingress", "egress"].flatMap((direction) => inlineRules(each, direction, world));
      default:
        return [];
    }
  });
}

function separateRule(rule: Resource, world: World): readonly Permission[] {
  const { resources } = world;
  const [group] = resources.referred(rule, "security_group_id");
  if (group === undefined) return [];
  const isIngress = rule.type.includes("ingress") || rule.body.type === "ingress";
  const groups = resources.referred(rule, "referenced_security_group_id", "source_security_group_id");
  const self = rule.body.self === true ? [{ address: group.address }] : [];
  const peers = [
    ...groups.map(({ address }) => ({ address })),
    ...self,
    ...[
      "cidr_ipv4",
      "cidr_ipv6",
      "prefix_list_id",
      "cidr_blocks",
      "ipv6_cidr_blocks",
      "prefix_list_ids",
    ].flatMap((attribute) => ranges(rule, attribute, rule.body, world)),
  ];
  return [
    {
      source: rule,
      isIngress,
      group: group.address,
      peers,
      ports: portsOf((key) => resources.value(rule, key)),
    },
  ];
}

function inlineRules(group: Resource, direction: string, world: World): readonly Permission[] {
  const written = member(group.body, direction);
  const rules = isArray(written) ? list(group.body, direction) : written === undefined ? [] : [written];
  const referred = world.resources.referred(group, `${direction}.security_groups`);
  return rules.filter(isObject).map((rule, index) => ({
    source: group,
    isIngress: direction === "ingress",
    group: group.address,
    peers: [
      // which of the rules names which group is told by the order alone
      ...(index === 0 ? referred.map(({ address }) => ({ address })) : []),
      ...(rule.self === true ? [{ address: group.address }] : []),
      ...["cidr_blocks", "ipv6_cidr_blocks"].flatMap((each) =>
        ranges(group, `${direction}.${each}`, rule, world),
      ),
    ],
    ports: portsOf((key) => member(rule, key)),
  }));
}

/** What an attribute allows: the object whose address it is, or the range itself. */
function ranges(owner: Resource, path: string, rule: JsonObject, world: World): readonly Peer[] {
  const written = member(rule, path.split(".").at(-1) ?? path);
  if (written === undefined) return [];
  const texts = (isArray(written) ? written : [written]).filter((each) => typeof each === "string");
  const objects = world.resources.referred(owner, path);
  return texts.flatMap((text): readonly Peer[] => {
    if (!text.includes("${")) return [{ range: text }];
    const own = objects.filter(({ address }) => text.includes(`${address}.`));
    if (own.length > 0) return own.map(({ address }) => ({ address }));
    return rangesOfVariable(text, world);
  });
}

function rangesOfVariable(text: string, world: World): readonly Peer[] {
  const name = variableOf(text);
  const known = name === undefined ? undefined : world.resources.variable(name);
  const texts = (isArray(known) ? known : [known]).filter((each) => typeof each === "string");
  if (texts.length > 0) return texts.map((range) => ({ range }));
  return [{ range: name === undefined ? "computed addresses" : `var.${name}` }];
}
