import type { Block, Json, Synthesised } from "../../support/terraform-json";
import { attributeOf, blocksIn } from "./expressions";

/** What has network interfaces in the VPC. */
export interface Host {
  readonly block: Block;
  /** Such as `rds_instance`: the construct's path. */
  readonly name: string;
  readonly groups: readonly Block[];
  readonly subnets: readonly Block[];
  /** Whether its interfaces have public addresses. */
  readonly isPublic: boolean;
}

interface Placement {
  readonly groups: Json | undefined;
  readonly subnets: Json | undefined;
  readonly isPublic: boolean;
}

/** Where each type says what it is attached to. */
const PLACEMENTS: Readonly<Record<string, (block: Block, stack: Synthesised) => Placement | undefined>> = {
  aws_lb: ({ values }) => ({
    groups: values.security_groups,
    subnets: values.subnets,
    isPublic: values.internal !== true,
  }),
  aws_ecs_service: ({ values }) => {
    const [network] = blocksIn(values.network_configuration);
    return {
      groups: network?.security_groups,
      subnets: network?.subnets,
      isPublic: network?.assign_public_ip !== false,
    };
  },
  aws_db_instance: ({ values }, stack) => ({
    groups: values.vpc_security_group_ids,
    subnets: stack.behind(values.db_subnet_group_name).values.subnet_ids,
    isPublic: values.publicly_accessible !== false,
  }),
  aws_vpc_endpoint: ({ values }) =>
    values.vpc_endpoint_type === "Interface"
      ? { groups: values.security_group_ids, subnets: values.subnet_ids, isPublic: false }
      : undefined,
  aws_lambda_function: ({ values }) => {
    const [network] = blocksIn(values.vpc_config);
    return network && { groups: network.security_group_ids, subnets: network.subnet_ids, isPublic: false };
  },
};

/** Types that name groups or subnets, and have no interface of their own that anybody could connect to. */
const NO_HOSTS: ReadonlySet<string> = new Set([
  "aws_db_subnet_group",
  "aws_nat_gateway",
  "aws_route_table_association",
  "aws_security_group",
  "aws_ssm_parameter",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);

/** @throws Error where a resource names a security group or subnet in a way that is not known here */
export function hostsOf(stack: Synthesised): readonly Host[] {
  return stack.resources().flatMap((block) => {
    const placement = PLACEMENTS[block.type]?.(block, stack);
    if (placement !== undefined) return [hostOf(block, placement, stack)];
    const { depends_on: _, ...values } = block.values;
    const isAttached = /\$\{aws_(subnet|security_group)\./.test(JSON.stringify(values));
    if (isAttached && !NO_HOSTS.has(block.type)) {
      throw new Error(`${block.address} is attached to the network in a way that this graph does not know`);
    }
    return [];
  });
}

function hostOf(block: Block, { groups, subnets, isPublic }: Placement, stack: Synthesised): Host {
  const host = {
    block,
    name: block.name,
    groups: referred(stack, groups, "aws_security_group"),
    subnets: referred(stack, subnets, "aws_subnet"),
    isPublic,
  };
  if (host.groups.length === 0 || host.subnets.length === 0) {
    throw new Error(`${block.address} has no security group or no subnet`);
  }
  return host;
}

function referred(stack: Synthesised, list: Json | undefined, type: string): readonly Block[] {
  if (!Array.isArray(list)) return [];
  return list.map((each: Json) => {
    const block = stack.behind(each);
    if (block.type !== type || attributeOf(each) !== "id") {
      throw new Error(`${String(each)} is no id of an ${type}`);
    }
    return block;
  });
}
