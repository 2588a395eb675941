import type { EnvironmentSettings } from "../settings/schema";
import { production } from "./production";

/** Production, but for what costs money and protects data that staging does not have. */
export const staging = {
  ...production,
  nat_gateways: 1,
  alb_access_log_retention_days: 14,
  task_cpu: 512,
  task_memory_mib: 1024,
  task_min_count: 1,
  task_desired_count: 1,
  task_max_count: 4,
  fargate_spot: true,
  database_instance_class: "db.t3.small",
  database_storage_gib: 20,
  database_multi_az: false,
  deletion_protection: false,
  database_final_snapshot: false,
  database_apply_immediately: true,
  deregistration_delay_seconds: 30,
  agent_alarms: { ...production.agent_alarms, hourly_cost_usd: 5, daily_spend_usd: 25 },
} satisfies EnvironmentSettings;
