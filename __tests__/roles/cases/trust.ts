import { administrator, type Cases, resource, service } from "../support/cases";
import type { Installation } from "../support/installation";

type Sources = (at: Installation) => readonly string[];

/** Whom a role trusts: one service, which says for which of our resources it comes where it can. */
function trust(role: string, trusted: string, sources?: Sources): Cases {
  const assume = resource(role, (own) => own.arns("aws_iam_role", role));
  const circumstances = (at: Installation, account = at.account) =>
    sources?.(at).map((arn) => ({ "aws:SourceAccount": account, "aws:SourceArn": arn })) ?? [{}];
  const ofOtherAccount = (at: Installation) => circumstances(at, "999999999999");
  const action = "sts:AssumeRole";
  return {
    about: role,
    needs: [assume(action, service(trusted), circumstances)],
    refused: [
      assume(action, service("ec2.amazonaws.com"), circumstances),
      assume(action, administrator, circumstances),
      assume(["sts:TagSession", "sts:SetSourceIdentity"], service(trusted), circumstances),
      ...(sources === undefined ? [] : [assume(action, service(trusted), ofOtherAccount)]),
    ],
  };
}

/** Where ECS starts tasks: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role */
const tasks = (at: Installation) =>
  at.arns("aws_ecs_cluster").map((arn) => `${arn.replace(":cluster/", ":task/")}/0a1b2c3d`);
const databases = (at: Installation) => at.arns("aws_db_instance");
const deploymentGroups = (at: Installation) => at.arns("aws_codedeploy_deployment_group");
const flowLogs = (at: Installation) => at.arns("aws_flow_log");

export const TRUST: readonly Cases[] = [
  trust("iam_execution_role", "ecs-tasks.amazonaws.com", tasks),
  trust("iam_task_role", "ecs-tasks.amazonaws.com", tasks),
  trust("iam_database-monitoring_role", "monitoring.rds.amazonaws.com", databases),
  trust("iam_codedeploy_role", "codedeploy.amazonaws.com", deploymentGroups),
  trust("vpc_flow-log-role", "vpc-flow-logs.amazonaws.com", flowLogs),
  // Lambda sends no source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
  trust("smoke-test_role", "lambda.amazonaws.com"),
];
