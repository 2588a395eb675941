import type { Resource } from "./resources";
import type { TierName } from "./tiers";
import type { World } from "./world";

export function tierId(vpc: string, tier: TierName): string {
  return `tier ${tier} ${vpc}`;
}

/** Id of the node that a whole is in, as its subnets or its VPC tell; undefined for what is in no network. */
export function placeOf(whole: Resource, world: World): string | undefined {
  switch (whole.type) {
    case "aws_vpc":
      return undefined;
    case "aws_subnet": {
      const subnet = world.subnets.get(whole.address);
      return subnet?.vpc === undefined ? undefined : tierId(subnet.vpc, subnet.tier);
    }
    case "aws_route_table":
      return placeOfTable(whole, world);
    case "aws_lb_target_group":
      return balancerOf(whole, world) ?? vpcOf(whole, world);
    default:
      return placeBySubnets(whole, world) ?? vpcOf(whole, world);
  }
}

function vpcOf(whole: Resource, { resources }: World): string | undefined {
  return resources.referred(whole, "vpc_id").find(({ type }) => type === "aws_vpc")?.address;
}

/** Of attributes that are about subnets, also of its parts: a database's subnet group has them. */
function placeBySubnets(whole: Resource, world: World): string | undefined {
  const found = [whole, ...world.partsOf(whole)]
    .flatMap(({ references }) => references)
    .filter(({ attribute }) => /subnet/.test(attribute))
    .flatMap(({ address }) => world.subnets.get(address) ?? []);
  const subnets = [...new Set(found)];
  const [first] = subnets;
  if (first?.vpc === undefined) return undefined;
  const isOne = subnets.length === 1 && world.marks.instances(first.resource.address).length < 2;
  if (isOne && whole.type !== "aws_ecs_service") return first.resource.address;
  const isOneTier = subnets.every(({ vpc, tier }) => vpc === first.vpc && tier === first.tier);
  return isOneTier ? tierId(first.vpc, first.tier) : first.vpc;
}

/** One subnet's own table is the subnet's, a shared one the tier's. */
function placeOfTable(table: Resource, world: World): string | undefined {
  const subnets = [...world.subnets.values()].filter(({ routeTables }) =>
    routeTables.includes(table.address),
  );
  const [first] = subnets;
  if (first?.vpc === undefined) return vpcOf(table, world);
  if (subnets.length === 1) return first.resource.address;
  return subnets.every(({ tier }) => tier === first.tier) ? tierId(first.vpc, first.tier) : first.vpc;
}

/** The load balancer whose listeners forward to a target group, now or in the course of a deployment. */
function balancerOf(group: Resource, { resources, ownerOf }: World): string | undefined {
  const users = resources.users(group).map(({ resource }) => resource);
  const listener = users.find(({ type }) => /^aws_(lb|alb)_listener/.test(type));
  if (listener !== undefined) return ownerOf(listener.address);
  const delivery = users.find(({ type }) => type === "aws_codedeploy_deployment_group");
  if (delivery === undefined) return undefined;
  const steered = resources.referred(delivery, "load_balancer_info");
  const listeners = steered.filter(({ type }) => /listener$/.test(type));
  return listeners[0] && ownerOf(listeners[0].address);
}
