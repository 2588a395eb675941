import type { Configuration, GoldenCase } from "../support/case";
import { policy, readsBucket, ref } from "./content";

/** What is there already comes under Terraform, as it is and with a change. */
export const importing: GoldenCase = {
  name: "import",
  meanwhile: [
    { operation: "CreateLogGroup", logGroupName: "/import/as-it-is" },
    { operation: "CreateLogGroup", logGroupName: "/import/changed" },
  ],
  planned: {
    resource: {
      aws_cloudwatch_log_group: {
        as_it_is: { name: "/import/as-it-is" },
        changed: { name: "/import/changed", retention_in_days: 30 },
      },
    },
    import: [
      { to: "aws_cloudwatch_log_group.as_it_is", id: "/import/as-it-is" },
      { to: "aws_cloudwatch_log_group.changed", id: "/import/changed" },
    ],
  },
};

const group = (name: string) => ({ name: `/drift/${name}`, retention_in_days: 30 });
const ignoring = (name: string) => ({
  name: `/drift/${name}`,
  lifecycle: [{ ignore_changes: ["retention_in_days"] }],
});

const watched: Configuration = {
  resource: {
    aws_cloudwatch_log_group: {
      put_back: group("put-back"),
      gone: group("gone"),
      read: ignoring("read"),
      unread: ignoring("unread"),
    },
    aws_iam_policy: { reads: { name: "drift", policy: policy(readsBucket) } },
    aws_ssm_parameter: {
      retention: {
        name: "/drift/retention",
        type: "String",
        value: ref("tostring(aws_cloudwatch_log_group.read.retention_in_days)"),
      },
    },
  },
};

/**
 * Log groups that somebody has changed by hand: one is gone, one is put back, one is let be and read by a parameter, and one is let
 * be and read by nothing.
 */
export const drift: GoldenCase = {
  name: "drift",
  applied: [watched],
  meanwhile: [
    { operation: "DeleteLogGroup", logGroupName: "/drift/gone" },
    { operation: "PutRetentionPolicy", logGroupName: "/drift/put-back", retentionInDays: 7 },
    { operation: "PutRetentionPolicy", logGroupName: "/drift/read", retentionInDays: 14 },
    { operation: "PutRetentionPolicy", logGroupName: "/drift/unread", retentionInDays: 3 },
  ],
  planned: watched,
};
