import { containers } from "../../support/tasks";
import { type RoleCases, role } from "../support/cases";
import type { Installation } from "../support/installation";
import { everything, group, stream } from "./logs";

/** Repositories that releases are pulled from: those of the tasks' images, and those that a setting adds. */
function repositories(at: Installation): readonly string[] {
  const ofImages = containers(at.stack).flatMap(({ image }) => {
    const [, account, region, name] =
      /^(\d+)\.dkr\.ecr\.([\w-]+)\.amazonaws\.com\/([^:@]+)/.exec(image) ?? [];
    return name === undefined ? [] : [`arn:aws:ecr:${region}:${account}:repository/${name}`];
  });
  return [...ofImages, ...at.settings.ecr_repositories.map((name) => at.local("ecr", `repository/${name}`))];
}

/** Secrets that any container gets. */
function secrets(at: Installation): readonly string[] {
  const used = containers(at.stack).flatMap((each) =>
    each.secrets.map(({ valueFrom }) => at.resolve(valueFrom)),
  );
  // <secret's ARN>:<key of its JSON>:<stage>:<version>
  return [...new Set(used.map((valueFrom) => valueFrom.split(":").slice(0, 7).join(":")))];
}

const key = (at: Installation) => at.arns("aws_kms_key", "key");
const bucket = (at: Installation) => at.arns("aws_s3_bucket", "artifacts_bucket");
const objects = (at: Installation) => bucket(at).map((arn) => `${arn}/threads/1/report.pdf`);

const starting = role("iam_execution_role");

export const EXECUTION: RoleCases = {
  about: "iam_execution_role",
  needs: [
    starting("ecr:GetAuthorizationToken", everything),
    starting(
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      repositories,
    ),
    starting(["logs:CreateLogStream", "logs:PutLogEvents"], stream("ecs_log-group")),
    starting("secretsmanager:GetSecretValue", secrets),
    starting("kms:Decrypt", key),
  ],
  baseline: {
    managed: ["AmazonECSTaskExecutionRolePolicy"],
    without: {},
    beyond: {
      "secretsmanager:GetSecretValue": "Containers get their secrets from Secrets Manager as they start.",
      "kms:Decrypt": "The secrets are encrypted with the platform's own key.",
    },
  },
};

const running = role("iam_task_role");

export const TASK: RoleCases = {
  about: "iam_task_role",
  needs: [
    running(
      [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
        "logs:DescribeLogGroups",
      ],
      everything,
    ),
    running("logs:DescribeLogStreams", group("ecs_exec-log-group")),
    running(["logs:CreateLogStream", "logs:PutLogEvents"], stream("ecs_exec-log-group")),
    running("s3:ListBucket", bucket),
    running(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"], objects),
    running("secretsmanager:GetSecretValue", secrets),
    running(["kms:Decrypt", "kms:GenerateDataKey"], key),
  ],
  refused: [
    running("s3:GetObject", objects, () => ({ "aws:SecureTransport": "false" })),
    running("s3:GetObject", (at) =>
      at.arns("aws_s3_bucket", "alb_access-logs_bucket").map((arn) => `${arn}/a`),
    ),
  ],
  baseline: {
    managed: ["AmazonSSMManagedInstanceCore"],
    without: {
      "ssm:*": "Tasks of Fargate are no managed instances: ECS Exec only opens channels.",
      "ec2messages:*": "The agent of ECS Exec speaks by ssmmessages alone.",
    },
    beyond: {
      "logs:*": "ECS Exec logs what is typed and answered, from inside of the task.",
      "s3:*": "The application keeps its artifacts in the platform's bucket.",
      "secretsmanager:GetSecretValue": "The application may read its secrets again without a new task.",
      "kms:*": "Artifacts, secrets and the channel of ECS Exec are encrypted with the platform's own key.",
    },
  },
};
