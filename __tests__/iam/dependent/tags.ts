import { values } from "../support/call";
import { ACCOUNT, tags } from "../support/requests";
import { type Dependency, of, reference } from "./dependency";

export const EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html";
const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html";
const ELB =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html";
const API_LOGS =
  "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html";
const API_ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";
const API_RULE = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html";
const API_KEY = "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html";
const API_SECRET = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html";
export const LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html";
const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html";

type Resources = Dependency["resources"];

/**
 * Tags that a resource gets when it is made: without any the action is not asked for.
 *
 * @param createAction the key by which AWS tells the call that makes it. @default - it does not
 */
function atOnce(
  calls: readonly string[],
  action: string,
  page: string,
  resources: Resources,
  createAction?: string,
): Dependency {
  return {
    calls,
    action,
    page,
    resources: (call) => (Object.keys(call.tags).length > 0 ? resources(call) : []),
    context: (call) => ({
      ...tags("RequestTag", call.tags),
      ...(createAction === undefined ? {} : { [createAction]: call.call.split(".")[1] ?? "" }),
    }),
  };
}

/** An ARN with the values of parameters in it, such as `cluster/<clusterName>`; and `*` for what is not known yet. */
export const named =
  (service: string, resource: string, global = false): Resources =>
  (call) => [
    `arn:aws:${service}:${global ? "" : call.region}:${ACCOUNT}:${resource.replace(
      /<(\w+)>/g,
      (_, parameter: string) => values(call, parameter)[0]?.split("/").at(-1) ?? "*",
    )}`,
  ];
/** What a listener or a rule is part of, and then the same with one part more. */
const below =
  (parameter: string, part: string, own: string): Resources =>
  (call) =>
    values(call, parameter).map((arn) => `${arn.replace(part, own)}/*`);
const logGroup: Resources = (call) =>
  values(call, "logGroupName").map((name) => `arn:aws:logs:${call.region}:${ACCOUNT}:log-group:${name}`);
const parameter: Resources = (call) =>
  values(call, "Name").map((name) => `arn:aws:ssm:${call.region}:${ACCOUNT}:parameter${name}`);

const INSIDE_VPC = of("ec2", "CreateRouteTable", "CreateSecurityGroup", "CreateSubnet", "CreateVpcEndpoint");
const FIREWALL = of("ec2", "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress");
const OUTSIDE = of("ec2", "AllocateAddress", "CreateInternetGateway", "CreateNatGateway");
export const NETWORK = [...of("ec2", "CreateFlowLogs", "CreateVpc"), ...INSIDE_VPC, ...FIREWALL, ...OUTSIDE];
const kinds: Resources = (call) =>
  call.tagged.map((kind) => `arn:aws:ec2:${call.region}:${ACCOUNT}:${kind}/*`);

const ecs = (operation: string, resource: string): Dependency =>
  atOnce(of("ecs", operation), "ecs:TagResource", ECS, named("ecs", resource), "ecs:CreateAction");
const elb = (operation: string, resources: Resources): Dependency =>
  atOnce(
    of("elbv2", operation),
    "elasticloadbalancing:AddTags",
    ELB,
    resources,
    "elasticloadbalancing:CreateAction",
  );
const rds = (operation: string, resource: string): Dependency =>
  atOnce(of("rds", operation), "rds:AddTagsToResource", RDS, named("rds", resource));
const codedeploy = (operation: string, resource: string): Dependency =>
  atOnce(
    of("codedeploy", operation),
    "codedeploy:TagResource",
    reference("awscodedeploy"),
    named("codedeploy", resource),
  );

export const TAGS: readonly Dependency[] = [
  atOnce(NETWORK, "ec2:CreateTags", EC2, kinds, "ec2:CreateAction"),
  ecs("CreateCluster", "cluster/<clusterName>"),
  ecs("CreateService", "service/<cluster>/<serviceName>"),
  ecs("RegisterTaskDefinition", "task-definition/<family>:*"),
  elb("CreateLoadBalancer", named("elasticloadbalancing", "loadbalancer/app/<Name>/*")),
  elb("CreateTargetGroup", named("elasticloadbalancing", "targetgroup/<Name>/*")),
  elb("CreateListener", below("LoadBalancerArn", ":loadbalancer/", ":listener/")),
  elb("CreateRule", below("ListenerArn", ":listener/", ":listener-rule/")),
  rds("CreateDBInstance", "db:<DBInstanceIdentifier>"),
  rds("CreateDBParameterGroup", "pg:<DBParameterGroupName>"),
  rds("CreateDBSubnetGroup", "subgrp:<DBSubnetGroupName>"),
  codedeploy("CreateApplication", "application:<applicationName>"),
  codedeploy("CreateDeploymentGroup", "deploymentgroup:<applicationName>/<deploymentGroupName>"),
  atOnce(
    of("application-autoscaling", "RegisterScalableTarget"),
    "application-autoscaling:TagResource",
    reference("awsapplicationautoscaling"),
    named("application-autoscaling", "scalable-target/*"),
  ),
  atOnce(
    of("cloudwatch", "PutMetricAlarm"),
    "cloudwatch:TagResource",
    API_ALARM,
    named("cloudwatch", "alarm:<AlarmName>"),
  ),
  atOnce(of("events", "PutRule"), "events:TagResource", API_RULE, named("events", "rule/<Name>")),
  atOnce(of("iam", "CreateRole"), "iam:TagRole", IAM, named("iam", "role/<RoleName>", true)),
  atOnce(of("kms", "CreateKey"), "kms:TagResource", API_KEY, named("kms", "key/*")),
  atOnce(
    of("lambda", "CreateFunction"),
    "lambda:TagResource",
    LAMBDA,
    named("lambda", "function:<FunctionName>"),
  ),
  atOnce(of("logs", "CreateLogGroup"), "logs:TagResource", API_LOGS, logGroup),
  atOnce(
    of("secretsmanager", "CreateSecret"),
    "secretsmanager:TagResource",
    API_SECRET,
    named("secretsmanager", "secret:<Name>-*"),
  ),
  atOnce(of("sns", "CreateTopic"), "sns:TagResource", reference("amazonsns"), named("sns", "<Name>")),
  atOnce(of("ssm", "PutParameter"), "ssm:AddTagsToResource", reference("awssystemsmanager"), parameter),
  atOnce(
    of("wafv2", "CreateWebACL"),
    "wafv2:TagResource",
    reference("awswafv2"),
    named("wafv2", "regional/webacl/<Name>/*"),
  ),
];
