import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Naming } from "../naming";

/** Something with network interfaces: it opens connections, or takes them. */
export interface Peer {
  readonly securityGroup: SecurityGroup;
}

export interface SecurityGroupProps {
  readonly naming: Naming;
  readonly vpcId: string;
  readonly role: string;
  readonly description: string;
  /** What must be there longer than the group. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** An empty security group; every rule is a resource of its own, since inline rules would fight with them. */
export function securityGroup(scope: Construct, props: SecurityGroupProps): SecurityGroup {
  const name = props.naming.of("securityGroup", props.role);
  return new SecurityGroup(scope, "security-group", {
    name,
    description: props.description,
    vpcId: props.vpcId,
    tags: { Name: name },
    ...(props.dependsOn && { dependsOn: props.dependsOn }),
  });
}

export interface EdgeProps {
  readonly from: Peer;
  readonly to: Peer;
  /** One port, or all of them. */
  readonly port: number | "all";
  readonly description: string;
}

/** The two rules of an edge: depend on both where a connection has to work at once. */
export type Edge = readonly [VpcSecurityGroupEgressRule, VpcSecurityGroupIngressRule];

/** One edge between two peers: egress where it starts, ingress where it ends, nothing else. */
export function allowEdge(scope: Construct, id: string, props: EdgeProps): Edge {
  const rule = {
    ipProtocol: "tcp",
    fromPort: props.port === "all" ? 1 : props.port,
    toPort: props.port === "all" ? 65_535 : props.port,
    description: props.description,
  };
  const egress = new VpcSecurityGroupEgressRule(scope, `${id}-egress`, {
    ...rule,
    securityGroupId: props.from.securityGroup.id,
    referencedSecurityGroupId: props.to.securityGroup.id,
  });
  const ingress = new VpcSecurityGroupIngressRule(scope, `${id}-ingress`, {
    ...rule,
    securityGroupId: props.to.securityGroup.id,
    referencedSecurityGroupId: props.from.securityGroup.id,
  });
  return [egress, ingress];
}
