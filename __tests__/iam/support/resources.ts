import { type Call, values } from "./call";

/**
 * What names a resource in a call: its ARN, or the values that take the places of the ARN's last placeholders, of which `*` stands for
 * those that are not known yet.
 */
export type Named = string | readonly string[];
type Find = (call: Call) => readonly Named[];

const any =
  (...names: readonly string[]): Find =>
  (call) =>
    values(call, ...names);
/** Whichever of these values are ARNs of a service's resources of a kind. */
const arns = (call: Call, part: string): readonly string[] =>
  Object.values(call.names)
    .flat()
    .filter((value) => value.startsWith("arn:") && value.includes(part));
const arnsOf =
  (part: string): Find =>
  (call) =>
    arns(call, part);
/** A value of its own, or what an ARN ends with. */
const last = (value: string): string => value.split(/[:/]/).at(-1) ?? "";

/** Resource types by service; a call that names none of a required type makes one. */
export const RESOURCES: Readonly<Record<string, Readonly<Record<string, Find>>>> = {
  "application-autoscaling": {
    // a target's id is AWS's, found by what it scales
    ScalableTarget: (call) =>
      call.call.endsWith(".RegisterScalableTarget") && Object.keys(call.tags).length > 0
        ? []
        : [...arns(call, ":scalable-target/"), ["own"]].slice(0, 1),
  },
  cloudwatch: {
    // all alarms, whichever are asked for, and `*` where composite ones are to be among them:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    alarm: (call) =>
      call.call.endsWith(".DescribeAlarms") ? ["*"] : values(call, "AlarmName", "AlarmNames", "ResourceARN"),
    dashboard: any("DashboardName", "DashboardNames"),
  },
  codedeploy: {
    application: (call) => [...arns(call, ":application:"), ...values(call, "applicationName")],
    deploymentconfig: any("deploymentConfigName"),
    deploymentgroup: (call) => [
      ...arns(call, ":deploymentgroup:"),
      ...values(call, "deploymentGroupName", "currentDeploymentGroupName").map((group) => [
        ...values(call, "applicationName"),
        group,
      ]),
    ],
  },
  ecs: {
    cluster: (call) => [
      ...values(call, "cluster", "clusters", "clusterName").map((each) => [last(each)]),
      ...values(call, "resourceArn").filter((arn) => arn.includes(":cluster/")),
    ],
    service: (call) => [
      ...values(call, "service", "services", "serviceName").map((each) => [
        last(values(call, "cluster")[0] ?? ""),
        last(each),
      ]),
      ...values(call, "resourceArn").filter((arn) => arn.includes(":service/")),
    ],
    "task-definition": (call) => [
      ...arns(call, ":task-definition/"),
      ...values(call, "family").map((each) => [each]),
    ],
  },
  elasticloadbalancing: {
    "loadbalancer/app/": (call) =>
      call.call.endsWith(".CreateLoadBalancer")
        ? values(call, "Name").map((name) => [name])
        : arns(call, ":loadbalancer/app/"),
    "listener/app": arnsOf(":listener/app/"),
    "listener-rule/app": arnsOf(":listener-rule/app/"),
    targetgroup: (call) =>
      call.call.endsWith(".CreateTargetGroup")
        ? values(call, "Name").map((name) => [name])
        : arns(call, ":targetgroup/"),
  },
  events: {
    "rule-on-default-event-bus": (call) => [...arns(call, ":rule/"), ...values(call, "Name", "Rule")],
  },
  iam: { role: any("RoleName") },
  kms: {
    alias: (call) => values(call, "AliasName").map((name) => name.replace(/^alias\//, "")),
    key: any("KeyId", "TargetKeyId"),
  },
  lambda: { function: any("FunctionName") },
  // groups end with ":*", but for tags: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  logs: {
    "log-group": (call) => [
      ...values(call, "logGroupName").map((name) => `${name}:*`),
      ...values(call, "resourceArn"),
    ],
  },
  rds: {
    "auto-backup": (call) =>
      call.call.endsWith(".StartDBInstanceAutomatedBackupsReplication") ? ["*"] : arns(call, ":auto-backup:"),
    db: (call) => [
      ...arns(call, ":db:"),
      ...values(call, "DBInstanceIdentifier").map((id) => (id === "db-RESOURCE" ? "*" : id)),
    ],
    pg: (call) => [...arns(call, ":pg:"), ...values(call, "DBParameterGroupName")],
    subgrp: (call) => [...arns(call, ":subgrp:"), ...values(call, "DBSubnetGroupName")],
  },
  s3: {
    bucket: any("Bucket"),
    object: (call) => values(call, "Bucket").map((bucket) => [bucket, values(call, "Key")[0] ?? "*"]),
  },
  // AWS adds six characters of its own to the name
  secretsmanager: {
    Secret: (call) => [...values(call, "SecretId"), ...values(call, "Name").map((name) => `${name}-*`)],
  },
  sns: {
    topic: (call) => [
      ...values(call, "Name", "TopicArn", "ResourceArn"),
      ...values(call, "SubscriptionArn").map((arn) => arn.slice(0, arn.lastIndexOf(":"))),
    ],
  },
  ssm: { parameter: (call) => values(call, "Name", "ResourceId").map((name) => name.replace(/^\//, "")) },
  wafv2: {
    "loadbalancer/app/": arnsOf(":loadbalancer/app/"),
    // rules of AWS's are in every web ACL of the platform
    managedruleset: (call) => (/\.(Create|Update)WebACL$/.test(call.call) ? [["regional"]] : []),
    webacl: (call) =>
      [...arns(call, "/webacl/"), ...values(call, "Name").map((name) => ["regional", name])].slice(0, 1),
  },
};

/** EC2's resource types by how its ids begin. */
const KINDS: Readonly<Record<string, string>> = {
  acl: "network-acl",
  eipalloc: "elastic-ip",
  eipassoc: "elastic-ip",
  fl: "vpc-flow-log",
  igw: "internet-gateway",
  nat: "natgateway",
  rtb: "route-table",
  rtbassoc: "route-table",
  sg: "security-group",
  sgr: "security-group-rule",
  subnet: "subnet",
  vpc: "vpc",
  vpce: "vpc-endpoint",
};

/** The ids in a call of resources of a kind, whatever the parameters are called. */
export function ec2Resources(call: Call, type: string): readonly Named[] {
  // they are in a list of structures, which is not recorded
  if (call.call === "ec2.ModifySecurityGroupRules" && type === "security-group-rule") return ["sgr-own"];
  // Terraform's first tags for what it takes over are the environment's; whoever changes others finds those
  const takenOver = call.call === "ec2.CreateTags" && Object.keys(call.tags).length === 0;
  return Object.values(call.names)
    .flat()
    .map((value) => (takenOver ? value.replace(/-adopted$/, "-own") : value))
    .filter((value) => KINDS[/^([a-z]+)-(own|adopted|other)$/.exec(value)?.[1] ?? ""] === type);
}
