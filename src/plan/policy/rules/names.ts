import type { Rule } from "../rule";
import { UNKNOWN } from "../world/place";

/** Characters that a name may have at most, by type and attribute. */
const LIMITS: readonly (readonly [type: string, attribute: string, limit: number])[] = [
  ["aws_lb", "name", 32],
  ["aws_lb_target_group", "name", 32],
  ["aws_iam_role", "name", 64],
  ["aws_iam_role", "name_prefix", 38],
  ["aws_iam_policy", "name", 128],
  ["aws_iam_user", "name", 64],
  ["aws_iam_instance_profile", "name", 128],
  ["aws_db_instance", "identifier", 63],
  ["aws_rds_cluster", "cluster_identifier", 63],
  ["aws_db_subnet_group", "name", 255],
  ["aws_db_parameter_group", "name", 255],
  ["aws_elasticache_replication_group", "replication_group_id", 40],
  ["aws_s3_bucket", "bucket", 63],
  ["aws_s3_bucket", "bucket_prefix", 37],
  ["aws_ecs_cluster", "name", 255],
  ["aws_ecs_service", "name", 255],
  ["aws_ecs_task_definition", "family", 255],
  ["aws_codedeploy_app", "name", 100],
  ["aws_codedeploy_deployment_group", "deployment_group_name", 100],
  ["aws_codedeploy_deployment_config", "deployment_config_name", 100],
  ["aws_cloudwatch_metric_alarm", "alarm_name", 255],
  ["aws_cloudwatch_log_group", "name", 512],
  ["aws_cloudwatch_dashboard", "dashboard_name", 255],
  ["aws_cloudwatch_event_rule", "name", 64],
  ["aws_lambda_function", "function_name", 64],
  ["aws_sns_topic", "name", 256],
  ["aws_sqs_queue", "name", 80],
  ["aws_secretsmanager_secret", "name", 512],
  ["aws_kms_alias", "name", 256],
  ["aws_security_group", "name", 255],
  ["aws_wafv2_web_acl", "name", 128],
  ["aws_ecr_repository", "name", 256],
];

const withinLimits: Rule = {
  id: "names-within-limits",
  title: "Names are no longer than AWS takes them",
  why: "AWS refuses a longer one in the middle of an apply, when half of the rest is there already.",
  remedy: "Shorten the project's or the environment's name.",
  source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html",
  check(world, findings) {
    for (const [type, attribute, limit] of LIMITS) {
      for (const resource of world.ofType(type)) {
        const { text } = resource.at(attribute);
        if (text === undefined) continue;
        // what is around a reference counts in any case
        const least = text === UNKNOWN ? 0 : text.replace(/\$\{[^}]*\}/g, "").length;
        if (least > limit) {
          findings.violated(
            resource,
            `Its ${attribute} has ${least} characters or more; AWS takes ${limit}.`,
          );
        } else if (text === UNKNOWN || text.includes("${")) findings.unknown(resource, attribute);
      }
    }
  },
};

const tagged: Rule = {
  id: "tagged",
  title: "What can be tagged says its project and environment",
  why: "Costs are told apart by these tags, permissions hang on them, and `langgraph-platform` finds by them what is its own.",
  remedy: "Set `Project` and `Environment` in the provider's `default_tags`.",
  source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  check(world, findings) {
    for (const resource of world.resources) {
      if (!resource.hasAttribute("tags_all")) continue;
      const tags = resource.at("tags_all");
      const lacking = ["Project", "Environment"].filter(
        (key) => !tags.at(key).isSet && !tags.at(key).isUnknown,
      );
      if (tags.isUnknown) findings.unknown(resource, "its tags");
      else if (lacking.length > 0) findings.violated(resource, `It has no tag ${lacking.join(" and ")}.`);
    }
  },
};

export const nameRules: readonly Rule[] = [withinLimits, tagged];
