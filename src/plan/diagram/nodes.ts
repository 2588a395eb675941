import { type Entry, entryOf, pluralOf } from "./catalogue";
import { detailsOf } from "./details";
import { encryptionOf } from "./encryption";
import type { Item, Node } from "./graph";
import { colourOf, labelOf, serviceOf, weightDetail } from "./labels";
import { commonChange } from "./marks";
import { shortestEndings, shortPath } from "./names";
import { placeOf, tierId } from "./places";
import type { Resource } from "./resources";
import type { World } from "./world";

/** More of one type in one place are listed in one node. */
const MOST_APART = 4;

interface Placed {
  readonly whole: Resource;
  readonly entry: Entry;
  readonly parent?: string;
}

/** A node for each whole or each collection of them; parents come before what is in them. */
export function nodesOf(world: World): readonly Node[] {
  const absorbed = absorbedTables(world);
  const placed = world.wholes
    .filter(({ address }) => !absorbed.has(address))
    .map((each) => place(each, world));
  const isSpecial = ({ entry }: Placed) => entry.kind === "vpc" || entry.kind === "subnet";
  const networks = placed.filter(isSpecial);
  const extras = (id: string) =>
    [...absorbed].filter(([, place]) => place === id).map(([address]) => address);
  return [
    ...networks
      .filter(({ entry }) => entry.kind === "vpc")
      .map((each) => single(each, world, extras(each.whole.address))),
    ...tiersOf(world, extras),
    ...networks
      .filter(({ entry }) => entry.kind === "subnet")
      .map((each) => single(each, world, extras(each.whole.address))),
    ...grouped(
      placed.filter((each) => !isSpecial(each)),
      world,
    ),
  ];
}

/** Route tables, by the node that they become a member of. */
function absorbedTables(world: World): ReadonlyMap<string, string> {
  return new Map(
    world.resources.ofType("aws_route_table").flatMap((table) => {
      const place = placeOf(table, world);
      return place === undefined ? [] : [[table.address, place] as const];
    }),
  );
}

function place(whole: Resource, world: World): Placed {
  const known = entryOf(whole.type);
  const parent = known.kind === "collection" && known.area !== "Other" ? undefined : placeOf(whole, world);
  const isRollback = whole.type === "aws_cloudwatch_metric_alarm" && stopsDeployments(whole, world);
  if (isRollback) return { whole, entry: { label: "Rollback alarm", kind: "alarms", prefix: /rollback-/ } };
  if (parent !== undefined) {
    return { whole, parent, entry: known.kind === "collection" ? { ...known, kind: "workload" } : known };
  }
  const homeless = known.kind === "workload" || known.kind === "subnet" || known.kind === "target-group";
  return { whole, entry: homeless ? { ...known, kind: "collection", area: "Other" } : known };
}

function stopsDeployments(alarm: Resource, { resources }: World): boolean {
  return resources.users(alarm).some(({ resource }) => resource.type === "aws_codedeploy_deployment_group");
}

const TIERS = { public: "Public subnets", private: "Private subnets", isolated: "Isolated subnets" } as const;

function tiersOf(world: World, extras: (id: string) => readonly string[]): readonly Node[] {
  const tiers = new Map<string, Node>();
  for (const { vpc, tier } of world.subnets.values()) {
    if (vpc === undefined) continue;
    const id = tierId(vpc, tier);
    if (tiers.has(id)) continue;
    const members = extras(id).flatMap((address) => withParts(address, world));
    const change = world.marks.of(members);
    tiers.set(id, {
      id,
      kind: "tier",
      label: TIERS[tier],
      details: [],
      parent: vpc,
      members,
      items: [],
      ...(change && { change }),
    });
  }
  return [...tiers.values()].sort((one, other) => tierRank(one.label) - tierRank(other.label));
}

function tierRank(label: string): number {
  return Object.values<string>(TIERS).indexOf(label);
}

/** Alone, or as a list where many of a type are in one place, and of what is beside the network always. */
function grouped(placed: readonly Placed[], world: World): readonly Node[] {
  const groups = new Map<string, Placed[]>();
  for (const each of placed) {
    const key = JSON.stringify([each.parent ?? "", each.entry.kind, each.entry.label]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const isList = first.entry.kind === "collection" || first.entry.kind === "alarms";
    const isMany = group.length > (first.entry.kind === "endpoint" ? 1 : MOST_APART);
    return isList || isMany ? [listed(group, first, world)] : group.map((each) => single(each, world));
  });
}

function single({ whole, entry, parent }: Placed, world: World, extras: readonly string[] = []): Node {
  const { resources } = world;
  const parts = world.partsOf(whole);
  const members = [
    ...withParts(whole.address, world),
    ...extras.flatMap((address) => withParts(address, world)),
  ];
  const items = instancesOf(whole, "", world);
  const encryption = encryptionOf(whole, parts, resources);
  const isMany = items.length > 1;
  return {
    id: whole.address,
    kind: entry.kind,
    label: isMany ? pluralOf(entry) : labelOf(whole, entry, world),
    details: [
      ...(isMany ? [] : detailsOf(whole, parts, resources)),
      ...(entry.kind === "workload" ? [shortPath(whole, entry)] : []),
    ],
    ...(parent !== undefined && { parent }),
    members,
    items: isMany ? items : [],
    ...(encryption && { encryption }),
    ...marked(whole.address, members, world),
    ...colourOf(whole),
    ...weightDetail(whole, world),
  };
}

function listed(group: readonly Placed[], { entry, parent }: Placed, world: World): Node {
  const labels = shortestEndings(
    group.map(({ whole }) => serviceOf(whole, world) ?? shortPath(whole, entry)),
  );
  const items = group.flatMap(({ whole }, index) => itemsOf(whole, labels[index] ?? whole.path, world));
  const change = commonChange(items.map((each) => each.change));
  return {
    id: `list ${parent ?? ""} ${entry.label}`,
    kind: entry.kind,
    label: items.length === 1 ? entry.label : pluralOf(entry),
    details: [],
    ...(parent !== undefined && { parent }),
    ...(entry.kind === "collection" && { area: entry.area ?? "Other" }),
    members: group.flatMap(({ whole }) => withParts(whole.address, world)),
    items,
    ...(change && { change }),
  };
}

/** One for each instance of a block, or for the block. */
function itemsOf(whole: Resource, label: string, world: World): readonly Item[] {
  const instances = instancesOf(whole, label, world);
  if (instances.length > 0) return instances;
  const parts = world.partsOf(whole);
  const members = withParts(whole.address, world);
  const encryption = encryptionOf(whole, parts, world.resources);
  const [detail] = detailsOf(whole, parts, world.resources);
  return [
    {
      label: detail === undefined ? label : `${label}: ${detail}`,
      members,
      ...(encryption && { encryption }),
      ...marked(whole.address, members, world),
    },
  ];
}

function instancesOf(whole: Resource, label: string, world: World): readonly Item[] {
  const encryption = encryptionOf(whole, world.partsOf(whole), world.resources);
  return world.marks.instances(whole.address).map(({ key, change }) => ({
    label: label + key,
    members: [whole.address],
    ...(encryption && { encryption }),
    ...(change && { change }),
  }));
}

function withParts(address: string, world: World): readonly string[] {
  const resource = world.resources.find(address);
  const parts = resource ? world.partsOf(resource) : [];
  return [address, ...parts.map((each) => each.address)];
}

/** What is done to the whole itself; whatever is done to its parts alone changes it. */
function marked(whole: string, members: readonly string[], { marks }: World) {
  const change = marks.of([whole]) ?? (marks.of(members) === undefined ? undefined : "changed");
  return change === undefined ? {} : { change };
}
