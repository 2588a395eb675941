import type { Kind } from "../report";

/** What people call a change, beside its name on the page. */
export const ACTION_WORDS: Readonly<Record<Kind, string>> = {
  add: "add create new",
  change: "change update modify",
  replace: "replace recreate",
  destroy: "destroy delete remove",
  forget: "forget",
  read: "read",
  none: "import move",
};

/** What people call services, beside what a type's own name says. */
const SERVICES: readonly (readonly [type: RegExp, words: string])[] = [
  [/^aws_(db|rds)_/, "database rds sql"],
  [/^aws_dynamodb_/, "database table"],
  [/^aws_elasticache_/, "cache redis"],
  [/^aws_(lb|alb)(_|$)/, "load balancer alb elb"],
  [/^aws_(ecs|appautoscaling)_/, "container fargate tasks scaling"],
  [/^aws_ecr_/, "container image registry"],
  [/^aws_lambda_/, "function serverless"],
  [/^aws_instance$/, "server machine ec2"],
  [/^aws_eip/, "public elastic ip address"],
  [/^aws_(vpc|subnet|route|internet_gateway|nat_gateway|network)/, "network"],
  [/^aws_(security_group|vpc_security_group)/, "firewall port rule"],
  [/^aws_wafv2_/, "web firewall waf"],
  [/^aws_iam_/, "permission access identity"],
  [/^aws_kms_/, "encryption key"],
  [/^aws_secretsmanager_/, "secret password"],
  [/^aws_s3_/, "bucket storage object"],
  [/^aws_cloudwatch_log/, "logs"],
  [/^aws_cloudwatch_(metric_alarm|composite_alarm|dashboard)/, "monitoring alarm metric"],
  [/^aws_(sns|sqs)_/, "notification queue message"],
  [/^aws_codedeploy_/, "deployment release blue green"],
];

/** Words under which a type is looked for. */
export function everydayWords(type: string): string {
  return SERVICES.filter(([pattern]) => pattern.test(type))
    .map(([, words]) => words)
    .join(" ");
}
