import { policy } from "../support";
import { type BrokenCase, type KeptCase, type OpenCase, production } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "a role that may do everything",
    () =>
      production().set("aws_iam_role_policy", { policy: policy({ Action: "*", Resource: "*" }) }, "iam_task"),
    /^no-wildcard-permissions aws_iam_role_policy.*every action/,
  ],
  [
    "a role that may do everything with a bucket",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: ["s3:*"], Resource: ["*"] }) },
        "iam_task",
      ),
    /^no-wildcard-permissions .*s3:\* on everything/,
  ],
  [
    "a role that may do all but",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ NotAction: "iam:*", Resource: "*" }) },
        "iam_task",
      ),
    /^no-wildcard-permissions .*NotAction/,
  ],
  [
    "a role that may pass every role",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: "iam:PassRole", Resource: "*" }) },
        "iam_task",
      ),
    /^no-wildcard-permissions .*PassRole/,
  ],
  [
    "an administrator",
    () =>
      production().add("aws_iam_role_policy_attachment", {
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    /^no-wildcard-permissions .*attaches AdministratorAccess/,
  ],
  [
    "an inline policy of everything",
    () =>
      production().set(
        "aws_iam_role",
        { inline_policy: [{ name: "x", policy: policy({ Action: "*", Resource: "*" }) }] },
        "codedeploy",
      ),
    /^no-wildcard-permissions aws_iam_role\./,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "passing roles to one service",
    () =>
      production().set(
        "aws_iam_role_policy",
        {
          policy: policy({
            Action: "iam:PassRole",
            Resource: "*",
            Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
          }),
        },
        "iam_task",
      ),
  ],
  [
    "describing everything",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: "ecs:Describe*", Resource: "*" }) },
        "iam_task",
      ),
  ],
  [
    "everything of a service with one thing",
    () =>
      production().set(
        "aws_iam_role_policy",
        { policy: policy({ Action: "s3:*", Resource: "arn:aws:s3:::bucket/*" }) },
        "iam_task",
      ),
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "what a role may do",
    () => production().unknown("aws_iam_role_policy", "policy", "iam_task"),
    /^no-wildcard-permissions .*policy/,
  ],
];
