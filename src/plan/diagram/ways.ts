import type { Edge, Node } from "./graph";
import type { Resource } from "./resources";
import { INTERNET } from "./rules";
import type { World } from "./world";

type NodeOf = (address: string) => string | undefined;

/** Target groups to who answers; alarms, CodeDeploy and the firewall to what they steer. */
export function steeringOf(world: World, nodeOf: NodeOf): readonly Edge[] {
  const { resources } = world;
  const edges: Edge[] = [];
  const add = (
    from: string | undefined,
    to: string | undefined,
    rest: Partial<Edge> & Pick<Edge, "kind" | "members">,
  ) => {
    if (from !== undefined && to !== undefined && from !== to) {
      edges.push({ from, to, label: "", isRequestPath: rest.kind === "traffic", ...rest });
    }
  };
  for (const service of resources.ofType("aws_ecs_service")) {
    for (const group of targetGroupsOf(service, world)) {
      add(nodeOf(group.address), nodeOf(service.address), { kind: "traffic", members: [service.address] });
    }
  }
  for (const group of resources.ofType("aws_codedeploy_deployment_group")) {
    const members = [group.address];
    const from = nodeOf(group.address);
    const alarms = resources.referred(group, "alarm_configuration.alarms");
    for (const alarm of alarms) {
      add(nodeOf(alarm.address), from, { kind: "control", label: "rolls back", members });
    }
    for (const listener of resources
      .referred(group, "load_balancer_info")
      .filter(({ type }) => /listener$/.test(type))) {
      add(from, nodeOf(listener.address), { kind: "control", label: "moves traffic", members });
    }
    for (const service of resources.referred(group, "ecs_service.service_name")) {
      add(from, nodeOf(service.address), { kind: "control", label: "replaces tasks", members });
    }
  }
  for (const association of resources.ofType("aws_wafv2_web_acl_association")) {
    const [acl] = resources.referred(association, "web_acl_arn");
    for (const target of resources.referred(association, "resource_arn")) {
      add(acl && nodeOf(acl.address), nodeOf(target.address), {
        kind: "control",
        label: "filters",
        members: [association.address],
      });
    }
  }
  return edges;
}

/** Those that the service starts with, and those that CodeDeploy moves it to. */
function targetGroupsOf(service: Resource, { resources }: World): readonly Resource[] {
  const own = resources.referred(service, "load_balancer");
  const moved = resources
    .users(service)
    .filter(({ resource }) => resource.type === "aws_codedeploy_deployment_group")
    .flatMap(({ resource }) => resources.referred(resource, "load_balancer_info"));
  return [...new Set([...own, ...moved])].filter(({ type }) => type === "aws_lb_target_group");
}

/** The ways out of subnets, and to the endpoints that their route tables know. */
export function routesOf(world: World, nodeOf: NodeOf): readonly Edge[] {
  const { resources } = world;
  const edges: Edge[] = [];
  const add = (
    from: string | undefined,
    to: string | undefined,
    label: string,
    members: readonly string[],
  ) => {
    if (from !== undefined && to !== undefined && from !== to) {
      edges.push({ from, to, kind: "route", label, members, isRequestPath: false });
    }
  };
  for (const { resource, exit, routeTables } of world.subnets.values()) {
    if (exit !== undefined)
      add(nodeOf(resource.address), nodeOf(exit.address), "0.0.0.0/0", [resource.address]);
    for (const endpoint of resources.ofType("aws_vpc_endpoint")) {
      const tables = resources.referred(endpoint, "route_table_ids");
      if (tables.some(({ address }) => routeTables.includes(address))) {
        add(nodeOf(resource.address), nodeOf(endpoint.address), "", [endpoint.address]);
      }
    }
  }
  for (const gateway of resources.ofType("aws_internet_gateway")) {
    add(nodeOf(gateway.address), INTERNET, "", [gateway.address]);
  }
  return edges;
}

/** What tasks, databases and alarms read or write, to be told in words. */
export function usesOf(world: World, nodes: readonly Node[], nodeOf: NodeOf): readonly Edge[] {
  const kinds = new Map(nodes.map((each) => [each.id, each.kind]));
  const uses = new Map<string, { from: string; to: string; members: Set<string> }>();
  for (const resource of world.resources.all) {
    const from = nodeOf(resource.address);
    if (from === undefined || /dashboard$/.test(resource.type)) continue;
    for (const { address } of resource.references) {
      const to = nodeOf(address);
      if (to === undefined || to === from || kinds.get(to) !== "collection") continue;
      const key = `${from} -> ${to}`;
      const use = uses.get(key) ?? { from, to, members: new Set() };
      use.members.add(resource.address);
      uses.set(key, use);
    }
  }
  return [...uses.values()].map(({ from, to, members }) => ({
    from,
    to,
    kind: "use",
    label: "uses",
    members: [...members],
    isRequestPath: false,
  }));
}
