import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { list } from "../support/iam/evaluator";
import { ATTACHED, statementsOf } from "./support/attached";

/** What a resource of each type that a setting changes in place is changed by; nothing where it is a note in the state alone. */
const CHANGED_BY: Readonly<Record<string, readonly string[]>> = {
  appautoscaling_policy: ["application-autoscaling:PutScalingPolicy"],
  appautoscaling_target: ["application-autoscaling:RegisterScalableTarget"],
  cloudwatch_dashboard: ["cloudwatch:PutDashboard"],
  cloudwatch_log_group: ["logs:PutRetentionPolicy"],
  cloudwatch_metric_alarm: ["cloudwatch:PutMetricAlarm"],
  codedeploy_deployment_group: ["codedeploy:UpdateDeploymentGroup"],
  db_instance: ["rds:ModifyDBInstance"],
  ecs_cluster_capacity_providers: ["ecs:PutClusterCapacityProviders"],
  ecs_service: ["ecs:UpdateService"],
  iam_role_policy: ["iam:PutRolePolicy"],
  // its policy names the log groups that there are
  kms_key: ["kms:PutKeyPolicy"],
  lb: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
  lb_listener: ["elasticloadbalancing:ModifyListener"],
  lb_target_group: [
    "elasticloadbalancing:ModifyTargetGroup",
    "elasticloadbalancing:ModifyTargetGroupAttributes",
  ],
  route: ["ec2:ReplaceRoute"],
  s3_bucket: [], // whether it is emptied before it is deleted
  s3_bucket_lifecycle_configuration: ["s3:PutLifecycleConfiguration"],
  secretsmanager_secret: [], // how long it can be restored
  ssm_parameter: ["ssm:PutParameter"],
  vpc_security_group_ingress_rule: ["ec2:ModifySecurityGroupRules"],
  wafv2_web_acl: ["wafv2:UpdateWebACL"],
};

describe("whoever applies", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/changing-settings.md"), "utf8");
  const settings = page.slice(page.indexOf("\n## "));
  const changed = [
    ...new Set([...settings.matchAll(/~ (\w+_\w+|lb|route)\b/g)].map(([, type = ""]) => type)),
  ];

  it("may make each change in place that a setting makes", () => {
    const actions = new Set(statementsOf(ATTACHED.apply).flatMap(({ Action }) => list(Action)));
    expect(changed.sort()).toEqual(Object.keys(CHANGED_BY).sort());
    const denied = changed.flatMap((type) => CHANGED_BY[type] ?? []).filter((action) => !actions.has(action));
    expect(denied).toEqual([]);
  });
});
