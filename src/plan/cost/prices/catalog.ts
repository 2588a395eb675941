/** What is priced, with the unit that its price is for. Databases' classes have keys of their own, see `databaseKey`. */
export const UNITS = {
  "alb.hour": "hour",
  "alb.lcu-hour": "LCU-hour",
  "cloudwatch.alarm-metric-month": "metric",
  "cloudwatch.composite-alarm-month": "alarm",
  "cloudwatch.dashboard-month": "dashboard",
  "cloudwatch.high-resolution-alarm-metric-month": "metric",
  "cloudwatch.metric-month": "metric",
  "egress.gb": "GB",
  "endpoint.gb": "GB",
  "endpoint.hour": "hour",
  "fargate.arm64.gb-hour": "GB-hour",
  "fargate.arm64.vcpu-hour": "vCPU-hour",
  "fargate.storage.gb-hour": "GB-hour",
  "fargate.x86.gb-hour": "GB-hour",
  "fargate.x86.vcpu-hour": "vCPU-hour",
  "kms.key-month": "key",
  "kms.request": "request",
  "lambda.arm64.gb-second": "GB-second",
  "lambda.gb-second": "GB-second",
  "lambda.request": "request",
  "logs.ingested.gb": "GB",
  "logs.stored.gb-month": "GB-month",
  "logs.vended.gb": "GB",
  "nat-gateway.gb": "GB",
  "nat-gateway.hour": "hour",
  "public-ipv4.hour": "hour",
  "rds.backup.gb-month": "GB-month",
  "rds.gp2.multi.gb-month": "GB-month",
  "rds.gp2.single.gb-month": "GB-month",
  "rds.gp3.multi.gb-month": "GB-month",
  "rds.gp3.single.gb-month": "GB-month",
  "regional-transfer.gb": "GB",
  "s3.get-request": "request",
  "s3.put-request": "request",
  "s3.standard.gb-month": "GB-month",
  "secret.month": "secret",
  "secret.request": "request",
  "sns.email": "mail",
  "sns.publish": "request",
  "waf.acl-month": "web ACL",
  "waf.request": "request",
  "waf.rule-month": "rule",
} as const;

export type FixedKey = keyof typeof UNITS;
export type Deployment = "single" | "multi";
export type DatabaseKey = `rds.postgres.${Deployment}.db.${string}`;
export type PriceKey = FixedKey | DatabaseKey;

const DATABASE = /^rds\.postgres\.(single|multi)\.db\.[a-z0-9]{1,16}\.[a-z0-9]{1,16}$/;

const isDatabaseKey = (key: string): key is DatabaseKey => DATABASE.test(key);
export const isPriceKey = (key: string): key is PriceKey => Object.hasOwn(UNITS, key) || isDatabaseKey(key);

/** Undefined where a class is written like none of AWS's. */
export function databaseKey(instanceClass: string, deployment: Deployment): DatabaseKey | undefined {
  const key = `rds.postgres.${deployment}.${instanceClass}`;
  return isDatabaseKey(key) ? key : undefined;
}

/** @returns `hour` for what is no key of `UNITS`: databases */
export function unitOf(key: PriceKey): string {
  const units: Readonly<Record<string, string>> = UNITS;
  return units[key] ?? "hour";
}
