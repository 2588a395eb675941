import { type RoleCases, role } from "../support/cases";
import type { Installation } from "../support/installation";
import { everything } from "./logs";

const deploying = role("iam_codedeploy_role");

/** The listeners that the deployment group moves. */
function listeners(at: Installation): readonly string[] {
  const info = JSON.stringify(at.stack.resource("aws_codedeploy_deployment_group").values.load_balancer_info);
  return [...info.matchAll(/\$\{aws_lb_listener\.[^}]+\}/g)].map(([expression]) => at.resolve(expression));
}

const service = (at: Installation) => at.arns("aws_ecs_service");

function taskSets(at: Installation): readonly string[] {
  return service(at).map((arn) => `${arn.replace(":service/", ":task-set/")}/ecs-svc/0123456789`);
}

/** The roles of what is deployed. */
function taskRoles(at: Installation): readonly string[] {
  const task = at.stack.resource("aws_ecs_task_definition");
  return [task.text("execution_role_arn"), task.text("task_role_arn")].map((role) => at.resolve(role));
}

function hooks(at: Installation): readonly string[] {
  return [...at.settings.deployment_hook_functions, ...at.arns("aws_lambda_function", "smoke-test_function")];
}

const toTasks = () => ({ "iam:PassedToService": "ecs-tasks.amazonaws.com" });

export const CODEDEPLOY: RoleCases = {
  about: "iam_codedeploy_role",
  needs: [
    deploying(
      [
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTargetGroups",
      ],
      everything,
    ),
    deploying("elasticloadbalancing:ModifyListener", listeners),
    deploying(["ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"], service),
    deploying(["ecs:CreateTaskSet", "ecs:DeleteTaskSet"], taskSets),
    deploying("cloudwatch:DescribeAlarms", (at) => at.arns("aws_cloudwatch_metric_alarm")),
    deploying("iam:PassRole", taskRoles, toTasks),
    deploying("lambda:InvokeFunction", hooks),
  ],
  refused: [
    deploying("iam:PassRole", taskRoles, () => ({ "iam:PassedToService": "ec2.amazonaws.com" })),
    deploying("iam:PassRole", taskRoles),
    deploying("iam:PassRole", (at) => at.arns("aws_iam_role", "iam_codedeploy_role"), toTasks),
    deploying("iam:PassRole", (at) => [`arn:aws:iam::${at.account}:role/Administrator`], toTasks),
    deploying("lambda:InvokeFunction", (at) => [at.local("lambda", "function:payroll")]),
    deploying("ecs:UpdateServicePrimaryTaskSet", (at) => service(at).map((arn) => `${arn}-2`)),
    deploying("ecs:DeleteTaskSet", (at) =>
      taskSets(at).map((arn) => arn.replace("/ecs-svc/", "-2/ecs-svc/")),
    ),
  ],
  baseline: {
    managed: ["AWSCodeDeployRoleForECS", "AWSCodeDeployRoleForECSLimited"],
    without: {
      "elasticloadbalancing:ModifyRule":
        "Both listeners forward by their default action: no rule has targets.",
      "sns:Publish": "The deployment group has no triggers; EventBridge tells of its deployments.",
      "s3:GetObject": "The AppSpec comes with each deployment, and is in no bucket.",
      "s3:GetObjectVersion": "The AppSpec comes with each deployment, and is in no bucket.",
    },
    beyond: {},
  },
};
