import { administrator, type Cases, resource, service } from "../support/cases";
import type { Installation } from "../support/installation";

const key = resource("key", (own) => own.arns("aws_kms_key", "key"));

const logService = (at: Installation) => ({ service: `logs.${at.region}.amazonaws.com` });
/** CloudWatch Logs names the group whose logs it encrypts. */
const eachLogGroup = (at: Installation) =>
  at.arns("aws_cloudwatch_log_group").map((arn) => ({ "kms:EncryptionContext:aws:logs:arn": arn }));
const sourceAccount = (at: Installation) => [{ "aws:SourceAccount": at.account }];
/** Those that tell somebody; the others are read by deployments. */
const ofAlarm = (at: Installation) =>
  at.stack
    .resources("aws_cloudwatch_metric_alarm")
    .filter(({ values }) => Array.isArray(values.alarm_actions) && values.alarm_actions.length > 0)
    .flatMap(({ name }) => at.arns("aws_cloudwatch_metric_alarm", name))
    .map((arn) => ({ "aws:SourceAccount": at.account, "aws:SourceArn": arn }));
const ofOtherAccount = (at: Installation) =>
  ofAlarm(at).map((context) => ({ ...context, "aws:SourceAccount": "999999999999" }));
const ofRule = (at: Installation) =>
  at
    .arns("aws_cloudwatch_event_rule")
    .map((arn) => ({ "aws:SourceAccount": at.account, "aws:SourceArn": arn }));

const LOG_ACTIONS = [
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];
const MESSAGE_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"];
const ADMINISTRATION = ["kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"];

export const KEY: Cases = {
  about: "key",
  needs: [
    key(LOG_ACTIONS, logService, eachLogGroup),
    key(MESSAGE_ACTIONS, service("cloudwatch.amazonaws.com"), sourceAccount),
    key(MESSAGE_ACTIONS, service("events.amazonaws.com"), ofRule),
    key(ADMINISTRATION, administrator),
  ],
  refused: [
    key(LOG_ACTIONS, logService),
    key(ADMINISTRATION, logService, eachLogGroup),
    key([...ADMINISTRATION, "kms:Encrypt"], service("cloudwatch.amazonaws.com"), sourceAccount),
    key([...ADMINISTRATION, "kms:Encrypt"], service("events.amazonaws.com"), ofRule),
    key(MESSAGE_ACTIONS, service("cloudwatch.amazonaws.com")),
  ],
};

const COPY_KEY = "rds_backup-copy-key";
const copyKey = resource(COPY_KEY, (own) => own.arns("aws_kms_key", COPY_KEY));

/** RDS uses it with the permissions of whoever asks for copies. */
export const BACKUP_COPY_KEY: Cases = {
  about: COPY_KEY,
  needs: [copyKey([...ADMINISTRATION, "kms:Decrypt", "kms:DescribeKey"], administrator)],
  refused: [copyKey(["kms:CreateGrant", "kms:Decrypt"], service("rds.amazonaws.com"))],
};

const OWNER = ["sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:Subscribe", "sns:Publish"];

const alarms = resource("monitoring_alarms", (own) => own.arns("aws_sns_topic", "monitoring_alarms"));

export const ALARM_TOPIC: Cases = {
  about: "monitoring_alarms",
  needs: [alarms("sns:Publish", service("cloudwatch.amazonaws.com"), ofAlarm), alarms(OWNER, administrator)],
  refused: [
    alarms("sns:Publish", service("cloudwatch.amazonaws.com")),
    alarms("sns:Publish", service("cloudwatch.amazonaws.com"), ofOtherAccount),
    alarms("sns:Subscribe", service("cloudwatch.amazonaws.com"), ofAlarm),
  ],
};

const deployments = resource("monitoring_deployments", (own) =>
  own.arns("aws_sns_topic", "monitoring_deployments"),
);

export const DEPLOYMENT_TOPIC: Cases = {
  about: "monitoring_deployments",
  needs: [
    deployments("sns:Publish", service("events.amazonaws.com"), ofRule),
    deployments(OWNER, administrator),
  ],
  refused: [deployments("sns:Subscribe", service("events.amazonaws.com"), ofRule)],
};

const PLAIN = () => [{ "aws:SecureTransport": "false" }];

function bucketCases(about: string) {
  const bucket = resource(about, (own) => own.arns("aws_s3_bucket", about));
  const objects = resource(about, (own) =>
    own.arns("aws_s3_bucket", about).map((arn) => `${arn}/threads/1/report.pdf`),
  );
  return {
    needs: [bucket("s3:GetBucketPolicy", administrator), objects("s3:GetObject", administrator)],
    refused: [
      bucket("s3:GetBucketPolicy", administrator, PLAIN),
      objects("s3:GetObject", administrator, PLAIN),
    ],
  };
}

export const ARTIFACTS: Cases = { about: "artifacts_bucket", ...bucketCases("artifacts_bucket") };

const LOGS = "alb_access-logs_bucket";
const accessLogs = resource(LOGS, (own, theirs) =>
  own
    .arns("aws_s3_bucket", LOGS)
    .map((arn) => `${arn}/AWSLogs/${theirs.account}/elasticloadbalancing/log.gz`),
);
const elsewhere = resource(LOGS, (own) => own.arns("aws_s3_bucket", LOGS).map((arn) => `${arn}/elsewhere`));
const logDelivery = service("logdelivery.elasticloadbalancing.amazonaws.com");

const requestLogs = resource(LOGS, (own) =>
  own.arns("aws_s3_bucket", LOGS).map((arn) => `${arn}/s3/artifacts/2026-01-02-03-04-05-0123456789ABCDEF`),
);
const s3 = service("logging.s3.amazonaws.com");
/** S3 names the bucket whose requests it writes down. */
const ofArtifacts = (at: Installation) =>
  at
    .arns("aws_s3_bucket", "artifacts_bucket")
    .map((arn) => ({ "aws:SourceAccount": at.account, "aws:SourceArn": arn }));
const plainly = (at: Installation) =>
  ofArtifacts(at).map((context) => ({ ...context, "aws:SecureTransport": "false" }));

export const ACCESS_LOGS: Cases = {
  about: LOGS,
  needs: [
    ...bucketCases(LOGS).needs,
    accessLogs("s3:PutObject", logDelivery),
    requestLogs("s3:PutObject", s3, ofArtifacts),
  ],
  refused: [
    ...bucketCases(LOGS).refused,
    accessLogs("s3:PutObject", logDelivery, PLAIN),
    accessLogs(["s3:GetObject", "s3:DeleteObject"], logDelivery),
    elsewhere("s3:PutObject", logDelivery),
    requestLogs("s3:PutObject", s3),
    requestLogs("s3:PutObject", s3, plainly),
    requestLogs(["s3:GetObject", "s3:DeleteObject"], s3, ofArtifacts),
    elsewhere("s3:PutObject", s3, ofArtifacts),
  ],
};
