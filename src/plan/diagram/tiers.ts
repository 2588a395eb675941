import { list, text } from "../model/json";
import type { Resource, Resources } from "./resources";

export type TierName = "public" | "private" | "isolated";

/** A subnet's place in its VPC. */
export interface Subnet {
  readonly resource: Resource;
  readonly vpc?: string;
  /** By its way out: an internet gateway, anything else, or none. */
  readonly tier: TierName;
  /** Where its traffic to the internet goes. */
  readonly exit?: Resource;
  readonly zone?: string;
  readonly routeTables: readonly string[];
}

const EXITS = [
  "gateway_id",
  "nat_gateway_id",
  "transit_gateway_id",
  "network_interface_id",
  "egress_only_gateway_id",
];

export function subnetsOf(resources: Resources): readonly Subnet[] {
  const tables = tablesBySubnet(resources);
  return resources.ofType("aws_subnet").map((resource) => {
    const mine = tables.get(resource.address) ?? [];
    const exit = mine.flatMap((table) => exitsOf(table, resources))[0];
    const [vpc] = resources.referred(resource, "vpc_id");
    const zone = zoneOf(resource, resources);
    return {
      resource,
      tier: tierOf(resource, exit),
      routeTables: mine.map(({ address }) => address),
      ...(vpc && { vpc: vpc.address }),
      ...(exit && { exit }),
      ...(zone !== undefined && { zone }),
    };
  });
}

function tablesBySubnet(resources: Resources): ReadonlyMap<string, readonly Resource[]> {
  const tables = new Map<string, Resource[]>();
  for (const each of resources.ofType("aws_route_table_association")) {
    for (const subnet of resources.referred(each, "subnet_id")) {
      tables.set(subnet.address, [
        ...(tables.get(subnet.address) ?? []),
        ...resources.referred(each, "route_table_id"),
      ]);
    }
  }
  return tables;
}

/** Where a route table sends what is for nobody inside. */
function exitsOf(table: Resource, resources: Resources): readonly Resource[] {
  const routes = resources
    .users(table)
    .flatMap(({ resource }) => (resource.type === "aws_route" ? [resource] : []))
    .filter(({ body }) => isDefault(text(body, "destination_cidr_block")));
  const inline = list(table.body, "route").some((route) => isDefault(text(route, "cidr_block")));
  return [
    ...routes.flatMap((route) => resources.referred(route, ...EXITS)),
    ...(inline ? resources.referred(table, ...EXITS.map((each) => `route.${each}`)) : []),
  ];
}

function isDefault(cidr: string | undefined): boolean {
  return cidr === "0.0.0.0/0";
}

function tierOf(subnet: Resource, exit: Resource | undefined): TierName {
  if (exit?.type === "aws_internet_gateway") return "public";
  if (exit !== undefined) return "private";
  return subnet.body.map_public_ip_on_launch === true ? "public" : "isolated";
}

function zoneOf(subnet: Resource, resources: Resources): string | undefined {
  const written = text(subnet.body, "availability_zone");
  const index = /\.names(?:, |\[)(\d+)/.exec(written ?? "")?.[1];
  const known = resources.word(subnet, "availability_zone");
  return known ?? (index === undefined ? undefined : `Zone ${Number(index) + 1}`);
}
