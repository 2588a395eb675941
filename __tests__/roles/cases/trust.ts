import type { Context } from "../../support/iam/conditions";
import { administrator, type Case, type Cases, resource, service } from "../support/cases";
import type { Installation } from "../support/installation";

/** Whom a role trusts: one service, for one source. */
function trust(role: string, trusted: string, source: (at: Installation) => readonly Context[]): Cases {
  const assume = resource(role, (own) => own.arns("aws_iam_role", role));
  const other: Case = assume("sts:AssumeRole", service("ec2.amazonaws.com"), source);
  return {
    about: role,
    needs: [assume("sts:AssumeRole", service(trusted), source)],
    refused: [
      other,
      assume("sts:AssumeRole", administrator, source),
      assume("sts:AssumeRole", service(trusted), (at) =>
        source(at).map((each) => (isEmpty(each) ? {} : { ...each, "aws:SourceAccount": "999999999999" })),
      ),
      assume(["sts:TagSession", "sts:SetSourceIdentity"], service(trusted), source),
    ],
  };
}

/** What a service says of why it assumes a role, where it does. */
function fromEach(arns: (at: Installation) => readonly string[]) {
  return (at: Installation) =>
    arns(at).map((arn) => ({ "aws:SourceAccount": at.account, "aws:SourceArn": arn }));
}

const tasks = fromEach((at) =>
  at.arns("aws_ecs_cluster").map((arn) => `${arn.replace(":cluster/", ":task/")}/0a1b2c3d`),
);

export const TRUST: readonly Cases[] = [
  trust("iam_execution_role", "ecs-tasks.amazonaws.com", tasks),
  trust("iam_task_role", "ecs-tasks.amazonaws.com", tasks),
  trust(
    "iam_database-monitoring_role",
    "monitoring.rds.amazonaws.com",
    fromEach((at) => at.arns("aws_db_instance")),
  ),
  trust(
    "iam_codedeploy_role",
    "codedeploy.amazonaws.com",
    fromEach((at) => at.arns("aws_codedeploy_deployment_group")),
  ),
  trust(
    "vpc_flow-log-role",
    "vpc-flow-logs.amazonaws.com",
    fromEach((at) => at.arns("aws_flow_log")),
  ),
  trust("smoke-test_role", "lambda.amazonaws.com", () => [{}]),
];

function isEmpty(context: Context): boolean {
  return Object.keys(context).length === 0;
}
