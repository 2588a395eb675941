import type { FixedName, LiveName, PlatformSettings } from "../../src/settings/schema";
import { CERTIFICATE } from "../support/synth";

/** Another valid value of each fixed setting; every key of a map with fixed keys is changed by itself, too. */
export const OTHER: Required<Pick<PlatformSettings, FixedName>> = {
  environment: "staging",
  aws_region: "eu-west-1",
  project_name: "agents",
  tags: { CostCenter: "research" },
  customer_managed_key: false,
  deletion_protection: false,

  vpc_cidr: "10.1.0.0/16",
  nat_gateways: 2,
  interface_endpoints: ["logs"],
  flow_log_retention_days: 14,
  allowed_cidrs: ["198.51.100.0/24"],
  test_listener_cidrs: [],
  acm_certificate_arn: CERTIFICATE,
  alb_idle_timeout_seconds: 120,
  deregistration_delay_seconds: 60,
  alb_access_log_retention_days: 30,
  waf_enabled: false,
  waf_rate_limit: 500,

  container_image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/langgraph-platform:1.4.3",
  container_port: 9000,
  container_health_check: [],
  ecr_repositories: [],
  cpu_architecture: "ARM64",
  task_cpu: 512,
  task_memory_mib: 4096,
  task_min_count: 1,
  task_desired_count: 3,
  task_max_count: 5,
  fargate_spot: true,
  readonly_root_filesystem: false,
  health_check_path: "/live",
  health_check_grace_period_seconds: 120,
  log_retention_days: 14,
  audit_log_retention_days: 731,
  environment_variables: { LOG_LEVEL: "debug" },
  scaling: {
    cpu_percent: 50,
    memory_percent: 60,
    requests_per_target: 500,
    scale_out_cooldown_seconds: 30,
    scale_in_cooldown_seconds: 600,
  },

  database_username: "other_admin",
  database_password_version: 2,
  database_name: "agents",
  database_engine_version: "15.13",
  database_storage_gib: 200,
  database_multi_az: false,
  database_backup_retention_days: 14,
  database_backup_region: "eu-central-1",
  database_final_snapshot: false,
  database_apply_immediately: true,
  database_ssl_mode: "verify-full",
  pgvector_image: "public.ecr.aws/docker/library/postgres:15.14-alpine",

  langsmith_api_key_version: 2,
  jira_api_token_version: 2,
  jira_webhook_secret_version: 2,
  openai_api_key_version: 2,
  secret_names: ["OPENAI_API_KEY"],
  secret_versions: { TOOL_KEY: 2 },
  secret_arns: {},

  deployment_strategy: "linear-10-5",
  deployment_termination_wait_minutes: 30,
  deployment_hook_functions: ["arn:aws:lambda:us-east-1:123456789012:function:before-traffic"],
  smoke_test: { enabled: false, paths: [], timeout_seconds: 30 },
  alarms: { cpu_percent: 75, memory_percent: 75, http_5xx_count: 20, response_time_seconds: 4 },
  agent_alarms: {
    error_rate_percent: 10,
    latency_p95_seconds: 120,
    hourly_cost_usd: 20,
    daily_spend_usd: 200,
  },
  rollback_alarms: {
    cpu_percent: 75,
    memory_percent: 75,
    http_5xx_count: 20,
    response_time_seconds: 4,
    unhealthy_target_minutes: 5,
  },
  slo: { response_time_p95_seconds: 1, availability_percent: 99, error_rate_percent: 1 },
};

/** Maps with fixed keys. */
export const MAPS = ["scaling", "alarms", "agent_alarms", "rollback_alarms", "slo", "smoke_test"] as const;

/** Other values of live settings, which a plan may bring without a new synthesis. */
export const OTHER_LIVE: Readonly<Record<LiveName, string>> = {
  database_instance_class: "db.r7g.large",
  sns_alarm_email: "others@example.com",
  langsmith_project: "another",
  jira_base_url: "https://another.atlassian.net",
  jira_email: "others@example.com",
};
