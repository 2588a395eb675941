import type { FixedKey } from "../prices/catalog";

/** How a price is told apart from all others in a service's price list. */
export interface Wanted {
  readonly key: FixedKey;
  /** Usage type without the region's prefix. */
  readonly usage: string;
  /** Values of other columns. @default - the usage type tells it */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  /** For what AWS lists in its global file alone: what is pinned stays. @default false */
  readonly mayLack?: boolean;
}

const PROVISIONED = ["PostgreSQL", "Any"];
const APPLICATION = { operation: ["LoadBalancing:Application"] };

/** Price lists, with what is taken from each. `AmazonRDS` has the classes of PostgreSQL besides. */
export const WANTED: Readonly<Record<string, readonly Wanted[]>> = {
  AmazonCloudWatch: [
    { key: "logs.ingested.gb", usage: "DataProcessing-Bytes" },
    { key: "logs.vended.gb", usage: "VendedLog-Bytes" },
    { key: "logs.stored.gb-month", usage: "TimedStorage-ByteHrs" },
    { key: "cloudwatch.metric-month", usage: "CW:MetricMonitorUsage" },
    { key: "cloudwatch.alarm-metric-month", usage: "CW:AlarmMonitorUsage" },
    { key: "cloudwatch.high-resolution-alarm-metric-month", usage: "CW:HighResAlarmMonitorUsage" },
    { key: "cloudwatch.composite-alarm-month", usage: "CW:CompositeAlarmMonitorUsage" },
    { key: "cloudwatch.dashboard-month", usage: "DashboardsUsageHour", mayLack: true },
  ],
  AmazonEC2: [
    { key: "nat-gateway.hour", usage: "NatGateway-Hours" },
    { key: "nat-gateway.gb", usage: "NatGateway-Bytes" },
  ],
  AmazonECS: [
    { key: "fargate.x86.vcpu-hour", usage: "Fargate-vCPU-Hours:perCPU" },
    { key: "fargate.x86.gb-hour", usage: "Fargate-GB-Hours" },
    { key: "fargate.arm64.vcpu-hour", usage: "Fargate-ARM-vCPU-Hours:perCPU" },
    { key: "fargate.arm64.gb-hour", usage: "Fargate-ARM-GB-Hours" },
    { key: "fargate.storage.gb-hour", usage: "Fargate-EphemeralStorage-GB-Hours" },
  ],
  AmazonRDS: [
    { key: "rds.gp3.single.gb-month", usage: "RDS:GP3-Storage", where: { "Database Engine": PROVISIONED } },
    {
      key: "rds.gp3.multi.gb-month",
      usage: "RDS:Multi-AZ-GP3-Storage",
      where: { "Database Engine": PROVISIONED },
    },
    { key: "rds.gp2.single.gb-month", usage: "RDS:GP2-Storage", where: { "Database Engine": PROVISIONED } },
    {
      key: "rds.gp2.multi.gb-month",
      usage: "RDS:Multi-AZ-GP2-Storage",
      where: { "Database Engine": PROVISIONED },
    },
    {
      key: "rds.backup.gb-month",
      usage: "RDS:ChargedBackupUsage",
      where: { "Database Engine": PROVISIONED },
    },
  ],
  AmazonS3: [
    { key: "s3.standard.gb-month", usage: "TimedStorage-ByteHrs", where: { "Volume Type": ["Standard"] } },
    { key: "s3.put-request", usage: "Requests-Tier1" },
    { key: "s3.get-request", usage: "Requests-Tier2" },
  ],
  AmazonSNS: [
    { key: "sns.publish", usage: "Requests-Tier1" },
    { key: "sns.email", usage: "DeliveryAttempts-SMTP" },
  ],
  AmazonVPC: [
    { key: "public-ipv4.hour", usage: "PublicIPv4:InUseAddress" },
    { key: "endpoint.hour", usage: "VpcEndpoint-Hours" },
    { key: "endpoint.gb", usage: "VpcEndpoint-Bytes" },
  ],
  AWSDataTransfer: [
    { key: "egress.gb", usage: "DataTransfer-Out-Bytes", where: { "Transfer Type": ["AWS Outbound"] } },
    {
      key: "regional-transfer.gb",
      usage: "DataTransfer-Regional-Bytes",
      where: { "Transfer Type": ["IntraRegion"] },
    },
  ],
  AWSELB: [
    { key: "alb.hour", usage: "LoadBalancerUsage", where: APPLICATION },
    { key: "alb.lcu-hour", usage: "LCUUsage", where: APPLICATION },
  ],
  AWSLambda: [
    { key: "lambda.request", usage: "Request" },
    { key: "lambda.gb-second", usage: "Lambda-GB-Second" },
    { key: "lambda.arm64.gb-second", usage: "Lambda-GB-Second-ARM" },
  ],
  AWSSecretsManager: [
    { key: "secret.month", usage: "AWSSecretsManager-Secret" },
    { key: "secret.request", usage: "AWSSecretsManagerAPIRequest" },
  ],
  awskms: [
    { key: "kms.key-month", usage: "KMS-Keys" },
    { key: "kms.request", usage: "KMS-Requests" },
  ],
  awswaf: [
    { key: "waf.acl-month", usage: "WebACLV2" },
    { key: "waf.rule-month", usage: "RuleV2" },
    { key: "waf.request", usage: "RequestV2-Tier1" },
  ],
};

/** Names that AWS writes differently from region to region, as it writes them here. */
const SAME: Readonly<Record<string, string>> = {
  "AWSSecretsManager-Secrets": "AWSSecretsManager-Secret",
  "AWSSecretsManager-APIRequest": "AWSSecretsManagerAPIRequest",
  "AWSSecretsManager-APIRequests": "AWSSecretsManagerAPIRequest",
  "Global-Request": "Request",
};

/** What stands before usage types; North Virginia's have none, mostly. */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  "us-east-1": ["USE1-"],
  "us-west-2": ["USW2-"],
  "eu-west-1": ["EU-", "EUW1-"],
  "eu-central-1": ["EUC1-"],
  "ap-southeast-1": ["APS1-"],
};

/** A usage type without its region: `NatGateway-Hours`; undefined for another region's. */
export function usageIn(region: string, usageType: string): string {
  const prefix = [...(PREFIXES[region] ?? []), `${region}-`].find((each) => usageType.startsWith(each));
  const usage = prefix === undefined ? usageType : usageType.slice(prefix.length);
  return SAME[usage] ?? usage;
}

/** Families of database classes that are kept, up to the size that one service needs. */
export const DATABASE_CLASSES =
  /^db\.(t3|t4g|m5|m6g|m6i|m7g|m7i|r5|r6g|r6i|r7g)\.(micro|small|medium|large|[248]?xlarge)$/;
