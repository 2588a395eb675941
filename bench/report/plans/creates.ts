import { type Attributes, documentOf, type Planned } from "./document";

const UNKNOWN = { arn: true, id: true, tags_all: {} };

/** A plan that makes so many things: rules, log groups, alarms, roles, parameters, topics. */
export function creates(count: number): string {
  return documentOf(Array.from({ length: count }, (_, index) => made(index)));
}

function made(index: number): Planned {
  const [type = "", attributes = () => ({})] = KINDS[index % KINDS.length] ?? [];
  const name = `thing_${index}`;
  const tags = {
    Project: "langgraph",
    Environment: "production",
    ManagedBy: "cdktf",
    Service: `service-${index % 40}`,
  };
  return {
    type,
    name,
    actions: ["create"],
    before: null,
    after: { ...attributes(index, `langgraph-production-${name}`), tags, tags_all: tags },
    unknown: UNKNOWN,
  };
}

const KINDS: readonly (readonly [type: string, attributes: (index: number, name: string) => Attributes])[] = [
  [
    "aws_vpc_security_group_ingress_rule",
    (index, name) => ({
      cidr_ipv4: `10.${index % 250}.0.0/16`,
      cidr_ipv6: null,
      description: name,
      from_port: 5432,
      to_port: 5432,
      ip_protocol: "tcp",
      prefix_list_id: null,
      referenced_security_group_id: null,
      timeouts: null,
    }),
  ],
  [
    "aws_cloudwatch_log_group",
    (_, name) => ({
      name: `/langgraph/${name}`,
      retention_in_days: 7,
      kms_key_id: null,
      skip_destroy: false,
      log_group_class: "STANDARD",
      timeouts: null,
    }),
  ],
  [
    "aws_cloudwatch_metric_alarm",
    (index, name) => ({
      alarm_name: name,
      alarm_description: `More than ${index % 100} errors in five minutes`,
      comparison_operator: "GreaterThanThreshold",
      dimensions: { ClusterName: "langgraph-production-cluster", ServiceName: name },
      evaluation_periods: 2,
      metric_name: "CPUUtilization",
      namespace: "AWS/ECS",
      period: 300,
      statistic: "Average",
      threshold: index % 100,
      treat_missing_data: "notBreaching",
      actions_enabled: true,
      alarm_actions: null,
      ok_actions: null,
      insufficient_data_actions: null,
      metric_query: [],
      unit: null,
      threshold_metric_id: null,
    }),
  ],
  [
    "aws_iam_role",
    (_, name) => ({
      name,
      assume_role_policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
      description: "A role of a task",
      force_detach_policies: false,
      max_session_duration: 3600,
      path: "/",
      permissions_boundary: null,
    }),
  ],
  [
    "aws_ssm_parameter",
    (index, name) => ({
      name: `/langgraph/${name}`,
      type: "String",
      insecure_value: null,
      description: `Number ${index}`,
      allowed_pattern: null,
      overwrite: null,
      tier: "Standard",
    }),
  ],
  [
    "aws_sns_topic",
    (_, name) => ({
      name,
      kms_master_key_id: "alias/langgraph-production",
      display_name: null,
      fifo_topic: false,
      content_based_deduplication: false,
      delivery_policy: null,
      archive_policy: null,
      application_failure_feedback_role_arn: null,
      application_success_feedback_role_arn: null,
      http_failure_feedback_role_arn: null,
      http_success_feedback_role_arn: null,
      lambda_failure_feedback_role_arn: null,
      sqs_failure_feedback_role_arn: null,
    }),
  ],
];
