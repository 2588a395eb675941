import type { Attributes } from "./state";

/** One of Terraform's resource types, and how AWS names its members. */
export interface Kind {
  readonly type: string;
  /** Another type whose members have the same ARNs. */
  readonly orType?: string;
  /** What follows service, region and account in the ARN; its groups make up the import id. */
  readonly arn?: RegExp;
  /** What Terraform imports by, out of the ARN's groups. @default - the group `id` */
  readonly importId?: (groups: Readonly<Record<string, string>>, arn: string) => string;
  /** The name of a declared one, with Terraform's expressions in it, as AWS shows it: the ARN's group `name`, or the tag Name. */
  readonly name: (body: Attributes) => unknown;
  /** The command that deletes one, with `{id}` for its import id. */
  readonly remove: string;
}

const byArn = (_: Readonly<Record<string, string>>, arn: string) => arn;
const byName = ({ name = "" }: Readonly<Record<string, string>>) => name;
const tagged = ({ tags }: Attributes) => (tags as Attributes | undefined)?.Name;
const named =
  (...attributes: readonly string[]) =>
  (body: Attributes) =>
    attributes.map((attribute) => body[attribute]).find((value) => value !== undefined);

/** Those of EC2, whose names are tags. */
const ec2 = (type: string, resource: string, remove: string): Kind => ({
  type,
  arn: new RegExp(`^ec2:${resource}/(?<id>[\\w-]+)$`),
  name: tagged,
  remove: `aws ec2 ${remove} {id}`,
});

/** Import ids: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs, the section "Import" of each resource. */
export const KINDS: readonly Kind[] = [
  ec2("aws_vpc", "vpc", "delete-vpc --vpc-id"),
  ec2("aws_subnet", "subnet", "delete-subnet --subnet-id"),
  ec2("aws_route_table", "route-table", "delete-route-table --route-table-id"),
  ec2("aws_internet_gateway", "internet-gateway", "delete-internet-gateway --internet-gateway-id"),
  ec2("aws_nat_gateway", "natgateway", "delete-nat-gateway --nat-gateway-id"),
  ec2("aws_eip", "elastic-ip", "release-address --allocation-id"),
  {
    ...ec2("aws_security_group", "security-group", "delete-security-group --group-id"),
    orType: "aws_default_security_group",
  },
  ec2("aws_vpc_endpoint", "vpc-endpoint", "delete-vpc-endpoints --vpc-endpoint-ids"),
  ec2("aws_flow_log", "vpc-flow-log", "delete-flow-logs --flow-log-ids"),
  {
    type: "aws_lb",
    arn: /^elasticloadbalancing:loadbalancer\/app\/(?<name>[^/]+)\/[^/]+$/,
    importId: byArn,
    name: named("name"),
    remove: "aws elbv2 delete-load-balancer --load-balancer-arn {id}",
  },
  {
    type: "aws_lb_target_group",
    arn: /^elasticloadbalancing:targetgroup\/(?<name>[^/]+)\/[^/]+$/,
    importId: byArn,
    name: named("name"),
    remove: "aws elbv2 delete-target-group --target-group-arn {id}",
  },
  {
    type: "aws_ecs_cluster",
    arn: /^ecs:cluster\/(?<name>.+)$/,
    importId: byName,
    name: named("name"),
    remove: "aws ecs delete-cluster --cluster {id}",
  },
  {
    type: "aws_ecs_service",
    arn: /^ecs:service\/(?<id>[^/]+\/(?<name>[^/]+))$/,
    name: named("name"),
    remove: "aws ecs delete-service --force --cluster <cluster> --service <service>   # {id}",
  },
  {
    type: "aws_ecs_task_definition",
    arn: /^ecs:task-definition\/(?<name>.+):\d+$/,
    importId: byArn,
    name: named("family"),
    remove: "aws ecs deregister-task-definition --task-definition {id}",
  },
  {
    type: "aws_db_instance",
    arn: /^rds:db:(?<name>.+)$/,
    importId: byName,
    name: named("identifier"),
    remove: "aws rds delete-db-instance --db-instance-identifier {id} --final-db-snapshot-identifier <name>",
  },
  {
    type: "aws_db_subnet_group",
    arn: /^rds:subgrp:(?<name>.+)$/,
    importId: byName,
    name: named("name"),
    remove: "aws rds delete-db-subnet-group --db-subnet-group-name {id}",
  },
  {
    type: "aws_db_parameter_group",
    arn: /^rds:pg:(?<name>.+)$/,
    importId: byName,
    name: named("name"),
    remove: "aws rds delete-db-parameter-group --db-parameter-group-name {id}",
  },
  {
    type: "aws_s3_bucket",
    arn: /^s3:(?<name>.+)$/,
    importId: byName,
    name: named("bucket"),
    remove: "aws s3 rb s3://{id}",
  },
  {
    type: "aws_cloudwatch_log_group",
    arn: /^logs:log-group:(?<name>[^:]+)/,
    importId: byName,
    name: named("name"),
    remove: "aws logs delete-log-group --log-group-name {id}",
  },
  {
    type: "aws_cloudwatch_metric_alarm",
    arn: /^cloudwatch:alarm:(?<name>.+)$/,
    importId: byName,
    name: named("alarm_name"),
    remove: "aws cloudwatch delete-alarms --alarm-names {id}",
  },
  {
    type: "aws_cloudwatch_event_rule",
    arn: /^events:rule\/(?<name>[^/]+)$/,
    importId: ({ name = "" }) => `default/${name}`,
    name: named("name"),
    remove: "aws events delete-rule --name <name>   # {id}",
  },
  {
    type: "aws_sns_topic",
    arn: /^sns:(?<name>[^:]+)$/,
    importId: byArn,
    name: named("name"),
    remove: "aws sns delete-topic --topic-arn {id}",
  },
  {
    type: "aws_secretsmanager_secret",
    // AWS adds six characters to the name
    arn: /^secretsmanager:secret:(?<name>.+)-\w{6}$/,
    importId: byArn,
    // Terraform adds what is new with each secret
    name: ({ name, name_prefix }) => name ?? `${name_prefix}\${any}`,
    remove: "aws secretsmanager delete-secret --secret-id {id}",
  },
  {
    type: "aws_ssm_parameter",
    arn: /^ssm:parameter(?<name>\/.+)$/,
    importId: byName,
    name: named("name"),
    remove: "aws ssm delete-parameter --name {id}",
  },
  {
    type: "aws_codedeploy_app",
    arn: /^codedeploy:application:(?<name>.+)$/,
    importId: byName,
    name: named("name"),
    remove: "aws deploy delete-application --application-name {id}",
  },
  {
    type: "aws_codedeploy_deployment_group",
    arn: /^codedeploy:deploymentgroup:(?<application>[^/]+)\/(?<name>.+)$/,
    importId: ({ application = "", name = "" }) => `${application}:${name}`,
    name: named("deployment_group_name"),
    remove:
      "aws deploy delete-deployment-group --application-name <application> --deployment-group-name <group>   # {id}",
  },
  {
    type: "aws_lambda_function",
    arn: /^lambda:function:(?<name>[^:]+)$/,
    importId: byName,
    name: named("function_name"),
    remove: "aws lambda delete-function --function-name {id}",
  },
  {
    type: "aws_wafv2_web_acl",
    arn: /^wafv2:(?<scope>regional)\/webacl\/(?<name>[^/]+)\/(?<acl>[^/]+)$/,
    importId: ({ acl = "", name = "" }) => `${acl}/${name}/REGIONAL`,
    name: named("name"),
    remove: "aws wafv2 delete-web-acl --scope REGIONAL --name <name> --id <id> --lock-token <token>   # {id}",
  },
  {
    type: "aws_kms_key",
    arn: /^kms:key\/(?<id>.+)$/,
    name: tagged,
    remove: "aws kms schedule-key-deletion --key-id {id}",
  },
  {
    type: "aws_iam_role",
    arn: /^iam:role\/(?<name>.+)$/,
    importId: byName,
    name: named("name"),
    remove: "aws iam delete-role --role-name {id}",
  },
];
