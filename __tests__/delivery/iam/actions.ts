import type { RegisterScalableTargetCommandInput } from "@aws-sdk/client-application-auto-scaling";
import type { DescribeAlarmHistoryCommandInput } from "@aws-sdk/client-cloudwatch";
import type { FilterLogEventsCommandInput, GetLogEventsCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import type {
  BatchGetDeploymentsCommandInput,
  CreateDeploymentCommandInput,
  GetApplicationRevisionCommandInput,
  GetDeploymentCommandInput,
  GetDeploymentGroupCommandInput,
} from "@aws-sdk/client-codedeploy";
import type { BatchGetImageCommandInput } from "@aws-sdk/client-ecr";
import type {
  DescribeServicesCommandInput,
  DescribeTasksCommandInput,
  ListTasksCommandInput,
  RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import type { GetRoleCommandInput } from "@aws-sdk/client-iam";
import type {
  DescribeSecretCommandInput,
  DescribeSecretCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import type { GetParameterCommandInput, GetParametersByPathCommandInput } from "@aws-sdk/client-ssm";
import { repositoryArn } from "../../../src/images";
import type { Request } from "../../support/iam/evaluator";
import { ACCOUNT } from "../support/registry";
import type { Facts } from "./facts";
import type { Call } from "./recorder";

/** One call of the tool, and what IAM asks for it. */
export interface Row {
  readonly call: string;
  readonly action: string;
  /** Where AWS says so. */
  readonly page: string;
  /** What the action is asked for; nothing where this very call does not need it. */
  readonly asks: (call: Call, facts: Facts) => readonly Omit<Request, "action">[];
}

const REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference";
const PAGES: Readonly<Record<string, string>> = {
  "application-autoscaling": `${REFERENCE}/list_awsapplicationautoscaling.html`,
  cloudwatch: `${REFERENCE}/list_amazoncloudwatch.html`,
  codedeploy: `${REFERENCE}/list_awscodedeploy.html`,
  ecr: `${REFERENCE}/list_amazonelasticcontainerregistry.html`,
  ecs: `${REFERENCE}/list_amazonelasticcontainerservice.html`,
  elasticloadbalancing: `${REFERENCE}/list_awselasticloadbalancingv2.html`,
  iam: `${REFERENCE}/list_awsidentityandaccessmanagementiam.html`,
  logs: `${REFERENCE}/list_amazoncloudwatchlogs.html`,
  secretsmanager: `${REFERENCE}/list_awssecretsmanager.html`,
  ssm: `${REFERENCE}/list_awssystemsmanager.html`,
};

type Resources<I, O> = (call: Call<I, O>, facts: Facts) => readonly string[];
type Context<I, O> = (call: Call<I, O>, facts: Facts) => Request["context"];

/** Actions whose "Resource types" column is empty are asked for every resource. */
const EVERY = () => ["*"];

const arn = ({ region }: Call, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
const role = (name: string | undefined) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** A call whose action has its own name; on the page of the action's service. */
function row<I, O = unknown>(
  call: string,
  service: string,
  resources: Resources<I, O>,
  context: Context<I, O> = () => ({}),
): Row {
  return dependent(call, `${service}:${call.split(".")[1]}`, PAGES[service] ?? "", resources, context);
}

function dependent<I, O = unknown>(
  call: string,
  action: string,
  page: string,
  resources: Resources<I, O>,
  context: Context<I, O> = () => ({}),
): Row {
  return {
    call,
    action,
    page,
    asks: (made, facts) =>
      resources(made as Call<I, O>, facts).map((resource) => ({
        resource,
        context: { "aws:RequestedRegion": made.region, ...context(made as Call<I, O>, facts) },
      })),
  };
}

const group: Resources<GetDeploymentGroupCommandInput, unknown> = (call) => [
  arn(call, "codedeploy", `deploymentgroup:${call.input.applicationName}/${call.input.deploymentGroupName}`),
];
const application: Resources<GetApplicationRevisionCommandInput, unknown> = (call) => [
  arn(call, "codedeploy", `application:${call.input.applicationName}`),
];
const parameter: Resources<GetParameterCommandInput, unknown> = (call) => [
  arn(call, "ssm", `parameter${call.input.Name}`),
];
const taskRole: Resources<GetRoleCommandInput, unknown> = ({ input }) => [role(input.RoleName)];
const repository: Resources<BatchGetImageCommandInput, unknown> = ({ region, input }) => [
  repositoryArn({ account: input.registryId ?? ACCOUNT, region, repository: input.repositoryName ?? "" }),
];
const family: Resources<RegisterTaskDefinitionCommandInput, unknown> = (call) => [
  arn(call, "ecs", `task-definition/${call.input.family}:*`),
];
const scaledService: Resources<RegisterScalableTargetCommandInput, unknown> = (call) => [
  arn(call, "ecs", call.input.ResourceId ?? ""),
];

/** Tags of a resource, as conditions name them. */
const tagged = (tags: Readonly<Record<string, string>>): Request["context"] =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

/** What the tool calls, in the order of services. */
export const ROWS: readonly Row[] = [
  row("ApplicationAutoScaling.DescribeScalableTargets", "application-autoscaling", EVERY),
  row<RegisterScalableTargetCommandInput>(
    "ApplicationAutoScaling.RegisterScalableTarget",
    "application-autoscaling",
    ({ input }, facts) => [facts.targetOf(input.ResourceId ?? "")],
    ({ input }, facts) => ({
      "application-autoscaling:service-namespace": input.ServiceNamespace ?? "",
      "application-autoscaling:scalable-dimension": input.ScalableDimension ?? "",
      ...tagged(facts.tagsOf(facts.targetOf(input.ResourceId ?? ""))),
    }),
  ),
  // composite alarms, which are asked for as well, take a permission for "*":
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  row("CloudWatch.DescribeAlarms", "cloudwatch", EVERY),
  row<DescribeAlarmHistoryCommandInput>("CloudWatch.DescribeAlarmHistory", "cloudwatch", (call) => [
    arn(call, "cloudwatch", `alarm:${call.input.AlarmName}`),
  ]),
  row<GetLogEventsCommandInput>("CloudWatchLogs.GetLogEvents", "logs", (call) => [
    arn(call, "logs", `log-group:${call.input.logGroupName}:log-stream:${call.input.logStreamName}`),
  ]),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html: groups end with ":*"
  row<FilterLogEventsCommandInput>("CloudWatchLogs.FilterLogEvents", "logs", (call) => [
    arn(call, "logs", `log-group:${call.input.logGroupName}:*`),
  ]),
  row("CloudWatchLogs.DescribeLogGroups", "logs", EVERY),
  row<BatchGetDeploymentsCommandInput>("CodeDeploy.BatchGetDeployments", "codedeploy", (call, facts) =>
    (call.input.deploymentIds ?? []).map((id) =>
      arn(call, "codedeploy", `deploymentgroup:${facts.groupOf(id)}`),
    ),
  ),
  row("CodeDeploy.ContinueDeployment", "codedeploy", EVERY),
  row("CodeDeploy.CreateDeployment", "codedeploy", group),
  row("CodeDeploy.GetApplicationRevision", "codedeploy", application),
  row<GetDeploymentCommandInput>("CodeDeploy.GetDeployment", "codedeploy", (call, facts) => [
    arn(call, "codedeploy", `deploymentgroup:${facts.groupOf(call.input.deploymentId ?? "")}`),
  ]),
  row("CodeDeploy.GetDeploymentGroup", "codedeploy", group),
  row("CodeDeploy.GetDeploymentTarget", "codedeploy", EVERY),
  row("CodeDeploy.ListDeployments", "codedeploy", group),
  row("CodeDeploy.StopDeployment", "codedeploy", EVERY),
  row("ECR.BatchGetImage", "ecr", repository),
  row("ECR.DescribeImageScanFindings", "ecr", repository),
  row<DescribeServicesCommandInput>("ECS.DescribeServices", "ecs", (call) =>
    (call.input.services ?? []).map((name) => arn(call, "ecs", `service/${call.input.cluster}/${name}`)),
  ),
  row("ECS.DescribeTaskDefinition", "ecs", EVERY),
  row<DescribeTasksCommandInput>("ECS.DescribeTasks", "ecs", ({ input }) => input.tasks ?? []),
  // the reference knows container instances alone, and of Fargate's tasks there is none: AWS asks for "*" in the cluster
  row<ListTasksCommandInput>("ECS.ListTasks", "ecs", EVERY, (call) => ({
    "ecs:cluster": arn(call, "ecs", `cluster/${call.input.cluster}`),
  })),
  row("ECS.RegisterTaskDefinition", "ecs", family),
  row("ElasticLoadBalancingV2.DescribeListeners", "elasticloadbalancing", EVERY),
  row("ElasticLoadBalancingV2.DescribeTargetGroups", "elasticloadbalancing", EVERY),
  row("ElasticLoadBalancingV2.DescribeTargetHealth", "elasticloadbalancing", EVERY),
  row("IAM.GetRole", "iam", taskRole),
  row("IAM.GetRolePolicy", "iam", taskRole),
  row("IAM.ListRolePolicies", "iam", taskRole),
  row<DescribeSecretCommandInput, DescribeSecretCommandOutput>(
    "SecretsManager.DescribeSecret",
    "secretsmanager",
    ({ input }) => [input.SecretId ?? ""],
    ({ output }) =>
      tagged(Object.fromEntries((output?.Tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]))),
  ),
  row("SSM.DeleteParameter", "ssm", parameter),
  row("SSM.GetParameter", "ssm", parameter),
  row<GetParametersByPathCommandInput>("SSM.GetParametersByPath", "ssm", (call) => [
    arn(call, "ssm", `parameter${call.input.Path}`),
  ]),
  row("SSM.PutParameter", "ssm", parameter),
];

/**
 * What AWS asks for besides, on behalf of a call: none of these is a call of its own.
 *
 * Scalable targets are never tagged by the tool, nor is its service-linked role ever missing where there is a target:
 * application-autoscaling:TagResource and iam:CreateServiceLinkedRole are not needed.
 */
export const DEPENDENT: readonly Row[] = [
  dependent<RegisterTaskDefinitionCommandInput>(
    "ECS.RegisterTaskDefinition",
    "iam:PassRole",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ({ input }) => [input.executionRoleArn, input.taskRoleArn].filter((each) => each !== undefined),
    () => ({ "iam:PassedToService": "ecs-tasks.amazonaws.com" }),
  ),
  dependent<RegisterTaskDefinitionCommandInput>(
    "ECS.RegisterTaskDefinition",
    "ecs:TagResource",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html",
    (call, facts) => (call.input.tags?.length ? family(call, facts) : []),
    () => ({ "ecs:CreateAction": "RegisterTaskDefinition" }),
  ),
  dependent(
    "CodeDeploy.CreateDeployment",
    "codedeploy:RegisterApplicationRevision",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html#deployment-type-bluegreen-IAM",
    application,
  ),
  dependent<CreateDeploymentCommandInput>(
    "CodeDeploy.CreateDeployment",
    "codedeploy:GetDeploymentConfig",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html#deployment-type-bluegreen-IAM",
    (call, { configuration }) => [
      arn(call, "codedeploy", `deploymentconfig:${call.input.deploymentConfigName ?? configuration}`),
    ],
  ),
  dependent<CreateDeploymentCommandInput>(
    "CodeDeploy.CreateDeployment",
    "codedeploy:UpdateDeploymentGroup",
    "https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html",
    (call, facts) =>
      call.input.overrideAlarmConfiguration === undefined
        ? []
        : group(call as Call<GetDeploymentGroupCommandInput>, facts),
  ),
  ...["ecs:DescribeServices", "ecs:UpdateService"].map((action) =>
    dependent(
      "ApplicationAutoScaling.RegisterScalableTarget",
      action,
      "https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html",
      scaledService,
    ),
  ),
];
