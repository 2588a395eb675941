import type { Kind } from "./kinds";
import type { Attributes } from "./state";

const text = (value: unknown) => (value === undefined || value === null ? "" : String(value));

/** A rule by all that AWS holds two rules to be the same by. */
export function ruleName(
  group: unknown,
  protocol: unknown,
  ports: readonly unknown[],
  peer: unknown,
): string {
  const range = text(protocol) === "-1" ? "" : ports.map(text).join("-");
  return [text(group), text(protocol), range, text(peer)].join(" ");
}

const rule = (type: string, direction: "ingress" | "egress"): Kind => ({
  type,
  name: (body) =>
    ruleName(
      body.security_group_id,
      body.ip_protocol,
      [body.from_port, body.to_port],
      body.cidr_ipv4 ?? body.cidr_ipv6 ?? body.prefix_list_id ?? body.referenced_security_group_id,
    ),
  remove: `aws ec2 revoke-security-group-${direction} --group-id <group> --security-group-rule-ids {id}`,
});

const joined =
  (separator: string, ...attributes: readonly string[]) =>
  (body: Attributes) =>
    attributes.map((attribute) => text(body[attribute])).join(separator);

/** Kinds that neither a tag nor an ARN tells apart: what they belong to does. Those they belong to are matched before. */
export const DESCRIBED = {
  ingress: rule("aws_vpc_security_group_ingress_rule", "ingress"),
  egress: rule("aws_vpc_security_group_egress_rule", "egress"),
  listener: {
    type: "aws_lb_listener",
    name: joined(" ", "load_balancer_arn", "port"),
    remove: "aws elbv2 delete-listener --listener-arn {id}",
  },
  route: {
    type: "aws_route",
    name: joined("_", "route_table_id", "destination_cidr_block"),
    remove: "aws ec2 delete-route --route-table-id <table> --destination-cidr-block <block>   # {id}",
  },
  association: {
    type: "aws_route_table_association",
    name: joined("/", "subnet_id", "route_table_id"),
    remove: "aws ec2 disassociate-route-table --association-id <association>   # {id}",
  },
  alias: {
    type: "aws_kms_alias",
    name: joined("", "name"),
    remove: "aws kms delete-alias --alias-name {id}",
  },
  deploymentConfig: {
    type: "aws_codedeploy_deployment_config",
    name: joined("", "deployment_config_name"),
    remove: "aws deploy delete-deployment-config --deployment-config-name {id}",
  },
} as const satisfies Readonly<Record<string, Kind>>;
