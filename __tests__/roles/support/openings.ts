import type { Neighbour } from "./neighbours";

/** Where a neighbour's resource is in reach, or a neighbour gets in, and why it cannot be closed. */
export interface Opening {
  readonly about: string;
  readonly actions: readonly string[];
  readonly to: readonly Neighbour[];
  /** The service that gets in, as a pattern. @default - whoever the cases have */
  readonly service?: string;
  readonly reason: string;
}

export const OPENINGS: readonly Opening[] = [
  {
    about: "iam_codedeploy_role",
    actions: ["cloudwatch:DescribeAlarms"],
    to: ["the other environment", "another project"],
    reason: "AWS checks this call against all alarms of the account, whichever it asks for.",
  },
  {
    about: "smoke-test_role",
    actions: [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:UnassignPrivateIpAddresses",
    ],
    to: ["the other environment", "another project"],
    reason:
      "Lambda refuses a role that may not delete every network interface; the function's code may delete none.",
  },
  {
    about: "iam_execution_role",
    actions: ["sts:AssumeRole"],
    to: ["the other environment", "another project"],
    reason: "ECS names no cluster where it assumes a role, only the account and the region.",
  },
  {
    about: "iam_task_role",
    actions: ["sts:AssumeRole"],
    to: ["the other environment", "another project"],
    reason: "ECS names no cluster where it assumes a role, only the account and the region.",
  },
  {
    about: "key",
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    to: ["the other environment", "another project", "another region", "another account"],
    service: "events.amazonaws.com",
    reason: "EventBridge tells no source where it uses the key of a topic.",
  },
  {
    about: "vpc_flow-log-role",
    actions: ["sts:AssumeRole"],
    to: ["the other environment", "another project"],
    reason: "A flow log has its identifier from AWS, after its role is made.",
  },
  {
    about: "monitoring_deployments",
    actions: ["sns:Publish"],
    to: ["the other environment", "another project", "another region", "another account"],
    reason: "EventBridge takes no conditions in the policy of a topic.",
  },
];

/** What IAM would decide the same without, and why it is there. */
export const REDUNDANT: readonly Redundancy[] = [
  {
    type: "aws_sns_topic_policy",
    sid: "Owner",
    reason:
      "SNS gives each topic such a statement; it leaves the decision to the account's IAM, as does its absence.",
  },
  {
    type: "aws_kms_key",
    sid: "LogGroups",
    change: "without kms:Describe*",
    reason:
      "The statement is CloudWatch Logs' own; DescribeKey has no encryption context, so that it is never allowed by it.",
  },
];

export interface Redundancy {
  readonly type: string;
  readonly sid: string;
  /** The one change that makes no difference. @default - all of the statement makes none */
  readonly change?: string;
  readonly reason: string;
}
