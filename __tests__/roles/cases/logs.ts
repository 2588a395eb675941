import type { Installation } from "../support/installation";

/**
 * A log group as IAM is asked about it: by the name of its construct, of which some settings have none.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
export const group = (name: string) => (at: Installation) =>
  onGroup(at.arns("aws_cloudwatch_log_group", name));

/** A stream of a log group. */
export const stream = (name: string) => (at: Installation) =>
  onStream(at.arns("aws_cloudwatch_log_group", name));

/** What RDS writes the samples of all databases of an account to. */
export const samples = (at: Installation) => [at.local("logs", "log-group:RDSOSMetrics")];

export const onGroup = (arns: readonly string[]) => arns.map((arn) => `${arn}:log-stream:`);
export const onStream = (arns: readonly string[]) => arns.map((arn) => `${arn}:log-stream:tasks/app/0a1b2c`);

export const everything = () => ["*"];
