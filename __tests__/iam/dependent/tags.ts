import { type Call, values } from "../support/call";
import { ACCOUNT, tags } from "../support/requests";
import { type Dependency, of, reference } from "./dependency";

const EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html";
const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html";
const ELB =
  "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html";

const arn = ({ region }: Call, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
/** One ARN for each value of a parameter. */
const named =
  (service: string, kind: string, parameter: string, after = "") =>
  (call: Call): readonly string[] =>
    values(call, parameter).map((name) => arn(call, service, `${kind}${name}${after}`));
const created = ({ call }: Call): string => call.split(".")[1] ?? "";

type Row = Omit<Dependency, "context"> & { readonly createAction?: string };

/** Tags that are given when a resource is made; without any the action is not asked for. */
const ROWS: readonly Row[] = [
  {
    calls: of(
      "ec2",
      "AllocateAddress",
      "AuthorizeSecurityGroupEgress",
      "AuthorizeSecurityGroupIngress",
      "CreateFlowLogs",
      "CreateInternetGateway",
      "CreateNatGateway",
      "CreateRouteTable",
      "CreateSecurityGroup",
      "CreateSubnet",
      "CreateVpc",
      "CreateVpcEndpoint",
    ),
    action: "ec2:CreateTags",
    page: EC2,
    resources: (call) => call.tagged.map((kind) => arn(call, "ec2", `${kind}/*`)),
    createAction: "ec2:CreateAction",
  },
  ...(
    [
      ["CreateCluster", "cluster/", "clusterName"],
      ["RegisterTaskDefinition", "task-definition/", "family"],
    ] as const
  ).map(([operation, kind, parameter]) => ({
    calls: of("ecs", operation),
    action: "ecs:TagResource",
    page: ECS,
    resources: named("ecs", kind, parameter, operation === "CreateCluster" ? "" : ":*"),
    createAction: "ecs:CreateAction",
  })),
  {
    calls: of("ecs", "CreateService"),
    action: "ecs:TagResource",
    page: ECS,
    resources: (call) =>
      values(call, "serviceName").map((name) =>
        arn(call, "ecs", `service/${values(call, "cluster")[0]?.split("/").at(-1)}/${name}`),
      ),
    createAction: "ecs:CreateAction",
  },
  ...(
    [
      ["CreateListener", "LoadBalancerArn", ":loadbalancer/", ":listener/"],
      ["CreateRule", "ListenerArn", ":listener/", ":listener-rule/"],
    ] as const
  ).map(([operation, parameter, of_, part]) => ({
    calls: of("elbv2", operation),
    action: "elasticloadbalancing:AddTags",
    page: ELB,
    resources: (call: Call) => values(call, parameter).map((whole) => `${whole.replace(of_, part)}/*`),
    createAction: "elasticloadbalancing:CreateAction",
  })),
  {
    calls: of("elbv2", "CreateLoadBalancer"),
    action: "elasticloadbalancing:AddTags",
    page: ELB,
    resources: named("elasticloadbalancing", "loadbalancer/app/", "Name", "/*"),
    createAction: "elasticloadbalancing:CreateAction",
  },
  {
    calls: of("elbv2", "CreateTargetGroup"),
    action: "elasticloadbalancing:AddTags",
    page: ELB,
    resources: named("elasticloadbalancing", "targetgroup/", "Name", "/*"),
    createAction: "elasticloadbalancing:CreateAction",
  },
  {
    calls: of("application-autoscaling", "RegisterScalableTarget"),
    action: "application-autoscaling:TagResource",
    page: reference("awsapplicationautoscaling"),
    resources: (call) => [arn(call, "application-autoscaling", "scalable-target/*")],
  },
  {
    calls: of("cloudwatch", "PutMetricAlarm"),
    action: "cloudwatch:TagResource",
    page: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    resources: named("cloudwatch", "alarm:", "AlarmName"),
  },
  {
    calls: of("codedeploy", "CreateApplication"),
    action: "codedeploy:TagResource",
    page: reference("awscodedeploy"),
    resources: named("codedeploy", "application:", "applicationName"),
  },
  {
    calls: of("codedeploy", "CreateDeploymentGroup"),
    action: "codedeploy:TagResource",
    page: reference("awscodedeploy"),
    resources: (call) => [
      arn(
        call,
        "codedeploy",
        `deploymentgroup:${values(call, "applicationName")[0]}/${values(call, "deploymentGroupName")[0]}`,
      ),
    ],
  },
  {
    calls: of("events", "PutRule"),
    action: "events:TagResource",
    page: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
    resources: named("events", "rule/", "Name"),
  },
  {
    calls: of("iam", "CreateRole"),
    action: "iam:TagRole",
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html",
    resources: (call) => values(call, "RoleName").map((name) => `arn:aws:iam::${ACCOUNT}:role/${name}`),
  },
  {
    calls: of("kms", "CreateKey"),
    action: "kms:TagResource",
    page: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
    resources: (call) => [arn(call, "kms", "key/*")],
  },
  {
    calls: of("lambda", "CreateFunction"),
    action: "lambda:TagResource",
    page: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html",
    resources: named("lambda", "function:", "FunctionName"),
  },
  {
    calls: of("logs", "CreateLogGroup"),
    action: "logs:TagResource",
    page: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
    resources: named("logs", "log-group:", "logGroupName"),
  },
  ...(
    [
      ["CreateDBInstance", "db:", "DBInstanceIdentifier"],
      ["CreateDBParameterGroup", "pg:", "DBParameterGroupName"],
      ["CreateDBSubnetGroup", "subgrp:", "DBSubnetGroupName"],
    ] as const
  ).map(([operation, kind, parameter]) => ({
    calls: of("rds", operation),
    action: "rds:AddTagsToResource",
    page: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html",
    resources: named("rds", kind, parameter),
  })),
  {
    calls: of("secretsmanager", "CreateSecret"),
    action: "secretsmanager:TagResource",
    page: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
    resources: named("secretsmanager", "secret:", "Name", "-*"),
  },
  {
    calls: of("sns", "CreateTopic"),
    action: "sns:TagResource",
    page: reference("amazonsns"),
    resources: named("sns", "", "Name"),
  },
  {
    calls: of("ssm", "PutParameter"),
    action: "ssm:AddTagsToResource",
    page: reference("awssystemsmanager"),
    resources: named("ssm", "parameter", "Name"),
  },
  {
    calls: of("wafv2", "CreateWebACL"),
    action: "wafv2:TagResource",
    page: reference("awswafv2"),
    resources: named("wafv2", "regional/webacl/", "Name", "/*"),
  },
];

export const TAGS: readonly Dependency[] = ROWS.map(({ createAction, ...row }) => ({
  ...row,
  resources: (call) => (Object.keys(call.tags).length > 0 ? row.resources(call) : []),
  context: (call) => ({
    ...tags("RequestTag", call.tags),
    ...(createAction === undefined ? {} : { [createAction]: created(call) }),
  }),
}));
