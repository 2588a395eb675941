import { CANARIES } from "../support/canaries";
import type { Configuration, GoldenCase } from "../support/case";
import {
  assumedBy,
  dashboard,
  database,
  policy,
  readsBucket,
  ref,
  sensitiveVariable,
  writesLogs,
} from "./content";

interface Version {
  readonly statements: readonly Readonly<Record<string, unknown>>[];
  readonly widgets: readonly string[];
  readonly instanceClass: string;
  readonly token: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly retentionDays: number;
  readonly parameter: string;
}

function stack(version: Version): Configuration {
  return {
    variable: { password: sensitiveVariable(CANARIES.password), token: version.token },
    resource: {
      aws_iam_role: { task: { name: "update-task", assume_role_policy: assumedBy("ecs-tasks") } },
      aws_iam_role_policy: {
        task: { name: "task", role: ref("aws_iam_role.task.id"), policy: policy(...version.statements) },
      },
      aws_cloudwatch_dashboard: {
        main: { dashboard_name: "update", dashboard_body: dashboard(...version.widgets) },
      },
      aws_db_instance: {
        main: database({
          identifier: "update",
          instance_class: version.instanceClass,
          password: ref("var.password"),
          apply_immediately: true,
        }),
      },
      aws_ssm_parameter: {
        token: { name: "/update/token", type: "String", value: ref("var.token") },
        plain: { name: "/update/plain", type: "String", value: version.parameter },
        unchanged: { name: "/update/unchanged", type: "String", value: "as before" },
      },
      aws_cloudwatch_log_group: {
        app: { name: "/update/app", retention_in_days: version.retentionDays, tags: version.tags },
      },
    },
    output: { instance_class: { value: version.instanceClass }, unchanged: { value: "as before" } },
  };
}

/**
 * Changes in place: policies and dashboards by their content, numbers, tags, an instance class, and a value that was written
 * before somebody marked it as sensitive.
 */
export const update: GoldenCase = {
  name: "in-place",
  applied: [
    stack({
      statements: [readsBucket, writesLogs],
      widgets: ["CPU", "Memory"],
      instanceClass: "db.t3.medium",
      token: { type: "string", default: CANARIES.unmarked },
      tags: { Team: "agents", Stage: "old" },
      retentionDays: 7,
      parameter: "one",
    }),
  ],
  planned: stack({
    statements: [{ ...readsBucket, Action: ["s3:GetObject", "s3:ListBucket"] }, writesLogs],
    widgets: ["CPU", "Memory", "Requests"],
    instanceClass: "db.t3.large",
    token: sensitiveVariable(`${CANARIES.unmarked}, the next one`),
    tags: { Team: "agents", Owner: "platform" },
    retentionDays: 30,
    parameter: "two",
  }),
};
