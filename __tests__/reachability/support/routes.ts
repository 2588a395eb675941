import type { Block, Json, Synthesised } from "../../support/terraform-json";
import { attributeOf } from "./expressions";

export interface Routing {
  /** By which the subnet's traffic to the internet leaves. */
  readonly exit: "internet gateway" | NatExit | undefined;
  /** AWS services, by the last part of their names, that gateway endpoints in the route table lead to. */
  readonly endpoints: readonly string[];
}

export interface NatExit {
  readonly gateway: Block;
  readonly address: Block;
}

/**
 * Where traffic of a subnet goes to.
 *
 * @throws Error where it has not one route table, or a route to what does not exist
 */
export function routingOf(stack: Synthesised, subnet: Block): Routing {
  const table = tableOf(stack, subnet);
  return { exit: exitOf(stack, table), endpoints: endpointsOf(stack, table) };
}

function tableOf(stack: Synthesised, subnet: Block): Block {
  const tables = stack
    .resources("aws_route_table_association")
    .filter(({ values }) => isId(stack, values.subnet_id, subnet))
    .map(({ values }) => stack.behind(values.route_table_id));
  const [table, ...others] = tables;
  if (table === undefined || others.length > 0) {
    throw new Error(`${subnet.address} has ${tables.length} route tables of its own`);
  }
  if (table.values.vpc_id !== subnet.values.vpc_id) {
    throw new Error(`${subnet.address} and ${table.address} are of two VPCs`);
  }
  return table;
}

function exitOf(stack: Synthesised, table: Block): Routing["exit"] {
  const routes = stack
    .resources("aws_route")
    .filter(({ values }) => isId(stack, values.route_table_id, table))
    .filter(({ values }) => values.destination_cidr_block === "0.0.0.0/0");
  const [route, ...others] = routes;
  if (route === undefined) return undefined;
  if (others.length > 0) throw new Error(`${table.address} has ${routes.length} default routes`);
  const { gateway_id, nat_gateway_id } = route.values;
  if (nat_gateway_id !== undefined) return natOf(stack, stack.behind(nat_gateway_id));
  const gateway = stack.behind(gateway_id);
  if (gateway.type !== "aws_internet_gateway" || gateway.values.vpc_id !== table.values.vpc_id) {
    throw new Error(`${route.address} leads to no internet gateway of its VPC`);
  }
  return "internet gateway";
}

/** A gateway with a public address, in a subnet from where the internet can be reached: others lead nowhere. */
function natOf(stack: Synthesised, gateway: Block): NatExit | undefined {
  const { connectivity_type: type = "public", allocation_id, subnet_id } = gateway.values;
  if (type !== "public") return undefined;
  const isPublic = routingOf(stack, stack.behind(subnet_id)).exit === "internet gateway";
  return isPublic ? { gateway, address: stack.behind(allocation_id) } : undefined;
}

function endpointsOf(stack: Synthesised, table: Block): readonly string[] {
  return stack
    .resources("aws_vpc_endpoint")
    .filter(({ values }) => values.vpc_endpoint_type === "Gateway")
    .filter(({ values }) => idsIn(values.route_table_ids).some((each) => isId(stack, each, table)))
    .map((endpoint) => endpoint.text("service_name").split(".").at(-1) ?? "");
}

function idsIn(list: Json | undefined): readonly Json[] {
  return Array.isArray(list) ? list : [];
}

function isId(stack: Synthesised, expression: Json | undefined, block: Block): boolean {
  const found = stack.behind(expression);
  return found.address === block.address && attributeOf(expression) === "id";
}
