import { describe, expect, it } from "vitest";
import { CERTIFICATE, platform } from "../support/synth";
import { container, environmentOf } from "../support/tasks";
import type { Json, JsonObject } from "../support/terraform-json";

const stack = platform("production", {
  acm_certificate_arn: CERTIFICATE,
  sns_alarm_email: "ops-team@example.com",
});

function values(type: string, name?: string): JsonObject {
  return stack.resource(type, name).values;
}

function count(type: string, prefix = ""): number {
  return stack.resources(type).filter(({ name }) => name.startsWith(prefix)).length;
}

/** When an alarm goes off: above what, for how many seconds. */
function alarm(name: string): { readonly above: Json | undefined; readonly seconds: number } {
  const { threshold, period, evaluation_periods, metric_query } = values("aws_cloudwatch_metric_alarm", name);
  const queries = (metric_query ?? []) as unknown as readonly { metric?: { period: number } }[];
  const each = Number(period ?? queries[0]?.metric?.period);
  return { above: threshold, seconds: each * Number(evaluation_periods) };
}

function scaling(name: string) {
  const policy = values("aws_appautoscaling_policy", `ecs_scaling_${name}`);
  const configuration = policy.target_tracking_scaling_policy_configuration as JsonObject;
  return {
    target: configuration.target_value,
    out: configuration.scale_out_cooldown,
    in: configuration.scale_in_cooldown,
  };
}

/** The zones that subnets stand in, by their index in the list of zones, and what that list must be. */
function zones(): readonly [zones: readonly string[], demands: readonly string[]] {
  const { address, values } = stack.data("aws_availability_zones");
  const used = stack
    .resources("aws_subnet")
    .map((subnet) => subnet.text("availability_zone").replace(`element(${address}.names, `, "zone("));
  const { postcondition } = values.lifecycle as unknown as { postcondition: { condition: string }[] };
  return [[...new Set(used)].sort(), postcondition.map(({ condition }) => condition)];
}

/** What every listener rule does: on which port, with which requests. */
function redirects() {
  return stack.resources("aws_lb_listener_rule").map(({ values: { listener_arn, condition, action } }) => ({
    on: stack.behind(listener_arn).values.port,
    condition,
    action,
  }));
}

function defaultOf(variable: string): Json | undefined {
  return stack.document.variable[variable]?.default;
}

const database = values("aws_db_instance");
const service = values("aws_ecs_service");
const template = values("aws_ecs_task_definition");
const limits = values("aws_appautoscaling_target");
const group = values("aws_codedeploy_deployment_group");
const checks = stack.resources("aws_lb_target_group").map(({ values }) => values.health_check as JsonObject);

/** What the document says, where production says it, and in which numbers. */
const NUMBERS: readonly (readonly [quote: string, actual: unknown, expected: unknown])[] = [
  [
    "VPC with 3 availability zones",
    zones(),
    [["${zone(0)}", "${zone(1)}", "${zone(2)}"], ["${length(self.names) >= 3}"]],
  ],
  ["Public subnets (3x) for ALB", count("aws_subnet", "vpc_public"), 3],
  ["Private subnets (3x) for ECS tasks and RDS", count("aws_subnet", "vpc_private"), 3],
  ["NAT Gateways (3x) for outbound internet access", count("aws_nat_gateway"), 3],
  ["VPC Endpoints for S3", values("aws_vpc_endpoint").service_name, "com.amazonaws.us-east-1.s3"],
  ["ECS Fargate (2 tasks, 1vCPU, 2GB)", [template.cpu, template.memory], ["1024", "2048"]],
  [
    "Container Insights enabled",
    values("aws_ecs_cluster").setting,
    [{ name: "containerInsights", value: "enabled" }],
  ],
  [
    "CloudWatch Logs with 7-day retention",
    values("aws_cloudwatch_log_group", "ecs_log-group").retention_in_days,
    7,
  ],
  [
    "aws logs tail /ecs/langgraph-production",
    values("aws_cloudwatch_log_group", "ecs_log-group").name,
    "/ecs/langgraph-production",
  ],
  ["--cluster langgraph-production-cluster", values("aws_ecs_cluster").name, "langgraph-production-cluster"],
  ["--container app", container(stack).name, "app"],
  ["Execute Command enabled for debugging", service.enable_execute_command, true],
  ["Blue-green deployment controller", service.deployment_controller, { type: "CODE_DEPLOY" }],

  [
    "RDS PostgreSQL 15.4 Multi-AZ (15: docs/deviations.md)",
    [database.engine, database.engine_version, database.multi_az],
    ["postgres", "15", true],
  ],
  [
    "RDS db.t3.medium Multi-AZ",
    [database.instance_class, defaultOf("database_instance_class")],
    ["${var.database_instance_class}", "db.t3.medium"],
  ],
  ["Storage (100GB gp3)", [database.allocated_storage, database.storage_type], [100, "gp3"]],
  ["Storage auto-scaling (up to 2x allocated storage)", database.max_allocated_storage, 200],
  ["Automated backups (7-day retention)", database.backup_retention_period, 7],
  ["Backup window: 03:00-04:00 UTC", database.backup_window, "03:00-04:00"],
  ["Performance Insights enabled", database.performance_insights_enabled, true],
  ["Enhanced Monitoring (60s interval)", database.monitoring_interval, 60],
  ["RDS encryption at rest (enabled)", database.storage_encrypted, true],
  [
    "pgvector extension enabled",
    container(stack, "database-setup").command?.at(-1),
    "--command=CREATE EXTENSION IF NOT EXISTS vector",
  ],

  ["Application Load Balancer (internet-facing)", values("aws_lb").internal, false],
  [
    "TLS 1.2+ for ALB HTTPS",
    values("aws_lb_listener", "alb_https").ssl_policy,
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
  ],
  [
    "HTTP -> HTTPS redirect",
    redirects(),
    [
      {
        on: 80,
        condition: [{ path_pattern: { values: ["*"] } }],
        action: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } }],
      },
    ],
  ],
  ["Health checks every 30s", checks.map(({ interval }) => interval), [30, 30]],
  ["Test health endpoint: /health", checks.map(({ path }) => path), ["/health", "/health"]],
  ["Blue and green target groups for deployments", count("aws_lb_target_group"), 2],

  ["Minimum tasks: 2 (high availability)", limits.min_capacity, 2],
  ["Maximum tasks: 10 (cost control)", limits.max_capacity, 10],
  ["Desired count: 2 (initial state)", service.desired_count, 2],
  [
    "Target: 70% CPU utilization; cooldowns 60 and 300 seconds",
    scaling("cpu"),
    { target: 70, out: 60, in: 300 },
  ],
  [
    "Target: 80% memory utilization; cooldowns 60 and 300 seconds",
    scaling("memory"),
    { target: 80, out: 60, in: 300 },
  ],
  [
    "Target: 1000 requests per target; cooldowns 60 and 300 seconds",
    scaling("requests"),
    { target: 1000, out: 60, in: 300 },
  ],

  [
    "5 CloudWatch Alarms (and 5 on agents: docs/deviations.md)",
    count("aws_cloudwatch_metric_alarm", "monitoring"),
    10,
  ],
  [
    "`ecs-cpu-high` - CPU > 80% for 10 minutes",
    alarm("monitoring_ecs-cpu-high"),
    { above: 80, seconds: 600 },
  ],
  [
    "`ecs-memory-high` - Memory > 85% for 10 minutes",
    alarm("monitoring_ecs-memory-high"),
    { above: 85, seconds: 600 },
  ],
  [
    "`alb-5xx-errors` - 5XX count > 10 in 5 minutes",
    alarm("monitoring_alb-5xx-errors"),
    { above: 10, seconds: 300 },
  ],
  [
    "`alb-response-time` - Avg latency > 2s for 5 minutes",
    alarm("monitoring_alb-response-time"),
    { above: 2, seconds: 300 },
  ],
  ["`unhealthy-targets` - Any target unhealthy", alarm("monitoring_unhealthy-targets").above, 0],
  ["Send email to `sns_alarm_email`", count("aws_sns_topic_subscription", "monitoring_alarms"), 1],
  ["Deployment state change notifications", count("aws_cloudwatch_event_rule"), 1],

  [
    "Canary 10% / 5 minutes (default)",
    group.deployment_config_name,
    "CodeDeployDefault.ECSCanary10Percent5Minutes",
  ],
  ["5XX error count > 5 in 1 minute", alarm("codedeploy_rollback-5xx"), { above: 5, seconds: 60 }],
  ["Average response time > 3s", alarm("codedeploy_rollback-response-time").above, 3],
  [
    "CPU utilization > 80% for 2 evaluation periods",
    alarm("codedeploy_rollback-cpu"),
    { above: 80, seconds: 120 },
  ],
  [
    "Memory utilization > 85% for 2 evaluation periods",
    alarm("codedeploy_rollback-memory"),
    { above: 85, seconds: 120 },
  ],
  [
    "Any target becomes unhealthy (for 4 minutes: docs/deviations.md)",
    alarm("codedeploy_rollback-unhealthy-targets"),
    { above: 0, seconds: 240 },
  ],

  ["LANGSMITH_PROJECT=langgraph-platform", defaultOf("langsmith_project"), "langgraph-platform"],
  ["LANGSMITH_TRACING=true", environmentOf(stack).LANGSMITH_TRACING, "true"],
  ["LANGCHAIN_TRACING_V2=true", environmentOf(stack).LANGCHAIN_TRACING_V2, "true"],
  [
    "LANGSMITH_API_KEY=<your-api-key>",
    container(stack).secrets.some(({ name }) => name === "LANGSMITH_API_KEY"),
    true,
  ],
];

describe("production is as the document says", () => {
  it.each(NUMBERS)("%s", (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it("and each sentence is checked once", () => {
    const quotes = NUMBERS.map(([quote]) => quote);
    expect(new Set(quotes).size).toBe(quotes.length);
  });
});
