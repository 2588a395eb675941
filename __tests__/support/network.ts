import type { Block, Json, Synthesised } from "./terraform-json";

/**
 * Every rule of one direction, as `<who> -> <security group>:<port>` (ingress) or `<security group> -> <whom>:<port>`;
 * several ports as `<first>-<last>`.
 */
export function edges(stack: Synthesised, direction: "ingress" | "egress"): readonly string[] {
  return stack
    .resources(`aws_vpc_security_group_${direction}_rule`)
    .map(({ values }) => {
      const group = stack.behind(values.security_group_id).name;
      const other = peer(stack, values);
      const [first, last] = [String(values.from_port), String(values.to_port)];
      const ports = first === last ? first : `${first}-${last}`;
      return direction === "ingress" ? `${other} -> ${group}:${ports}` : `${group} -> ${other}:${ports}`;
    })
    .sort();
}

function peer(stack: Synthesised, values: Block["values"]): string {
  const { cidr_ipv4: cidr, referenced_security_group_id: group, ...others } = values;
  if (group !== undefined && cidr === undefined) return stack.behind(group).name;
  if (typeof cidr !== "string") throw new Error(`a rule for ${JSON.stringify(others)}`);
  if (!cidr.startsWith("${")) return cidr;
  return cidr.replace(/^\$\{[^}]+\}/, stack.behind(cidr).name);
}

/** The default route of the subnet's route table; fails where there is not exactly one. */
export function defaultRoute(stack: Synthesised, subnet: Block): Block {
  const [table] = only(
    stack.resources("aws_route_table_association").filter(({ values }) => reads(values.subnet_id, subnet)),
  ).map(({ values }) => stack.behind(values.route_table_id));
  return only(
    stack
      .resources("aws_route")
      .filter(({ values }) => values.destination_cidr_block === "0.0.0.0/0")
      .filter(({ values }) => table !== undefined && reads(values.route_table_id, table)),
  )[0];
}

/** Whether an expression is a block's id. */
export function reads(expression: Json | undefined, block: Block): boolean {
  return expression === block.ref("id");
}

function only<T>(items: readonly T[]): readonly [T] {
  const [first, ...others] = items;
  if (first === undefined || others.length > 0) throw new Error(`expected one, got ${items.length}`);
  return [first];
}
