import { values } from "../support/call";
import { ACCOUNT } from "../support/requests";
import { type Dependency, of } from "./dependency";

const PASS_ROLE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html";

/** A role that a call hands to a service. */
const passed = (
  calls: readonly string[],
  service: string,
  parameters: readonly string[],
  page = PASS_ROLE,
): Dependency => ({
  calls,
  action: "iam:PassRole",
  page,
  resources: (call) => values(call, ...parameters),
  context: () => ({ "iam:PassedToService": service }),
});

/** A role of AWS's own, which a service has made with the caller's right when it is used for the first time in an account. */
const serviceLinked = (
  calls: readonly string[],
  service: string,
  role: string,
  page: string,
): Dependency => ({
  calls,
  action: "iam:CreateServiceLinkedRole",
  page,
  resources: () => [`arn:aws:iam::${ACCOUNT}:role/aws-service-role/${service}/${role}`],
  context: () => ({ "iam:AWSServiceName": service }),
});

export const ROLES: readonly Dependency[] = [
  passed(of("ecs", "RegisterTaskDefinition"), "ecs-tasks.amazonaws.com", ["executionRoleArn", "taskRoleArn"]),
  passed(
    of("ec2", "CreateFlowLogs"),
    "vpc-flow-logs.amazonaws.com",
    ["DeliverLogsPermissionArn"],
    "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
  ),
  passed(
    of("lambda", "CreateFunction"),
    "lambda.amazonaws.com",
    ["Role"],
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  ),
  passed(
    of("rds", "CreateDBInstance"),
    "monitoring.rds.amazonaws.com",
    ["MonitoringRoleArn"],
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
  ),
  passed(
    of("codedeploy", "CreateDeploymentGroup", "UpdateDeploymentGroup"),
    "codedeploy.amazonaws.com",
    ["serviceRoleArn"],
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html#deployment-type-bluegreen-IAM",
  ),
  serviceLinked(
    of("ecs", "CreateCluster"),
    "ecs.amazonaws.com",
    "AWSServiceRoleForECS",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html",
  ),
  serviceLinked(
    of("elbv2", "CreateLoadBalancer"),
    "elasticloadbalancing.amazonaws.com",
    "AWSServiceRoleForElasticLoadBalancing",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html",
  ),
  serviceLinked(
    of("rds", "CreateDBInstance"),
    "rds.amazonaws.com",
    "AWSServiceRoleForRDS",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html",
  ),
  serviceLinked(
    of("application-autoscaling", "RegisterScalableTarget"),
    "ecs.application-autoscaling.amazonaws.com",
    "AWSServiceRoleForApplicationAutoScaling_ECSService",
    "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html",
  ),
];
