/**
 * Usage a month that no plan tells, with what is assumed unless a usage.yml says otherwise.
 *
 * Egress and logs are what the platform's document estimates (10 and 5 USD); the rest is a small service that is used daily.
 */
export const USAGE = {
  nat_gateway_gb: { value: 50, per: "NAT gateway", what: "GB that go through it, in both directions" },
  alb_lcu: { value: 1, per: "load balancer", what: "capacity units on average, day and night" },
  internet_egress_gb: { value: 100, per: "load balancer", what: "GB that clients and models are sent" },
  log_ingested_gb: { value: 10, per: "log group", what: "GB of application log" },
  other_log_ingested_gb: { value: 1, per: "log group", what: "GB of any other log: exec, database, WAF" },
  flow_log_gb: { value: 5, per: "flow log", what: "GB of flow records" },
  log_compression: {
    value: 0.15,
    per: "log group",
    what: "share that is left of what is stored, once compressed",
  },
  container_insights_metrics: {
    value: 25,
    per: "cluster with its service",
    what: "metrics of Container Insights",
  },
  container_insights_log_gb: { value: 1, per: "task", what: "GB of performance events" },
  agents: {
    value: 2,
    per: "cluster",
    what: "traced agents, each with six metrics, and six for all together",
  },
  database_backup_gb: {
    value: 0,
    per: "database",
    what: "GB of backups over the size of the database, which is free",
  },
  enhanced_monitoring_log_gb: { value: 0.2, per: "database", what: "GB of Enhanced Monitoring's log" },
  interface_endpoint_gb: { value: 10, per: "endpoint", what: "GB that go through it" },
  s3_storage_gb: { value: 10, per: "bucket", what: "GB stored on average" },
  s3_put_requests: { value: 10_000, per: "bucket", what: "requests that write or list" },
  s3_get_requests: { value: 100_000, per: "bucket", what: "requests that read" },
  s3_gateway_gb: {
    value: 100,
    per: "gateway endpoint",
    what: "GB to S3 that do not go through a NAT gateway",
  },
  kms_requests: { value: 100_000, per: "key", what: "requests" },
  secret_requests: { value: 1_000, per: "secret", what: "requests; a task makes one when it starts" },
  sns_requests: { value: 1_000, per: "topic", what: "messages that are published" },
  sns_mails: { value: 100, per: "mail subscription", what: "mails" },
  waf_requests: { value: 1_000_000, per: "web ACL", what: "requests that it looks at" },
  lambda_requests: { value: 1_000, per: "function", what: "invocations" },
  lambda_seconds: { value: 1, per: "invocation", what: "seconds" },
} as const satisfies Readonly<Record<string, UsageDefault>>;

export interface UsageDefault {
  readonly value: number;
  readonly per: string;
  readonly what: string;
}

export type UsageKey = keyof typeof USAGE;
export type UsageValues = Readonly<Partial<Record<UsageKey, number>>>;

/** What a user assumes instead. */
export interface Usage {
  readonly all: UsageValues;
  /** By address, or by construct path; wins over `all`. */
  readonly resources: Readonly<Record<string, UsageValues>>;
}

export const NO_USAGE: Usage = { all: {}, resources: {} };

export const isUsageKey = (key: string): key is UsageKey => Object.hasOwn(USAGE, key);
