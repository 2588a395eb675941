import type { Counts } from "../../../src/plan/report";

/** What a reader must learn from a plan. */
export interface Expected {
  readonly plan: string;
  /** What is not named must be none. */
  readonly counts: Partial<Counts>;
  /** Words of the report that tell why, or what with it. */
  readonly says?: readonly (string | RegExp)[];
  /** What would mislead. */
  readonly neverSays?: readonly (string | RegExp)[];
}

export const EXPECTED: readonly Expected[] = [
  {
    plan: "plans/create",
    counts: { add: 15, read: 1, outputs: 4 },
    says: ["aws_subnet.private[1]", 'aws_cloudwatch_log_group.each["worker"]', "known after apply"],
  },
  {
    plan: "plans/in-place",
    counts: { change: 6, outputs: 1 },
    says: ["s3:ListBucket", "Requests", "db.t3.large", "retention_in_days", "Owner"],
    neverSays: ["aws_ssm_parameter.unchanged", "forces replacement"],
  },
  {
    plan: "plans/replace-delete-create",
    counts: { change: 1, replace: 7, outputs: 1 },
    says: [/database/i, /bucket/i, /rotation/i, /taint/i, /request/i, "identifier", "agents:2.0.0"],
  },
  {
    plan: "plans/replace-create-delete",
    counts: { replace: 3 },
    says: ["made first", "debug", "description"],
  },
  {
    plan: "plans/destroy-some",
    counts: { add: 1, destroy: 8 },
    says: ["aws_db_instance.gone", "aws_kms_key.gone", "module.store.aws_s3_bucket.data"],
    neverSays: ["aws_sns_topic.stays"],
  },
  { plan: "plans/destroy-all", counts: { destroy: 5, outputs: 1 }, says: ["destroy-all-artifacts"] },
  { plan: "plans/forget", counts: { forget: 1 }, says: ["no longer managed"] },
  {
    plan: "plans/move",
    counts: { change: 1, move: 5 },
    says: ["aws_sns_topic.old", "module.new.aws_s3_bucket.data", "retention_in_days"],
  },
  { plan: "plans/move-only", counts: { move: 1 }, says: ["aws_sns_topic.old", "aws_sns_topic.new"] },
  {
    plan: "plans/import",
    counts: { import: 2, change: 1 },
    says: ["/import/as-it-is", "retention_in_days"],
  },
  {
    plan: "plans/drift",
    counts: { add: 1, change: 2, drift: 2 },
    says: [
      "aws_cloudwatch_log_group.put_back",
      "aws_cloudwatch_log_group.gone",
      "aws_cloudwatch_log_group.read",
    ],
    neverSays: ["aws_cloudwatch_log_group.unread"],
  },
  {
    plan: "plans/outputs-only",
    counts: { outputs: 4 },
    says: ["us-east-1b", "1.1.0", "gone", "secret: (sensitive, changed)"],
  },
  { plan: "plans/no-changes", counts: {}, says: [/no changes/i] },
  {
    plan: "plans/failed-check",
    counts: { add: 1, failedChecks: 1 },
    says: ["Logs are kept for 7 days; auditors ask for 30."],
  },
  {
    plan: "plans/failed-precondition",
    counts: { failedChecks: 1, add: 1 },
    says: ["Auditors ask for 30 days, not 7.", /cannot be applied|error/i],
  },
  { plan: "plans/deposed", counts: { destroy: 1 }, says: [/deposed/i, "aws_s3_bucket.artifacts"] },
  {
    plan: "plans/hostile",
    counts: { add: 4, change: 1, outputs: 1, failedChecks: 1 },
    neverSays: ["\u001b", "\u202e", "\u200b", "\ufeff"],
  },
  {
    plan: "by-hand/deferred",
    counts: { add: 1, deferred: 3 },
    says: ["postgresql_role.agent", "aws_sns_topic.each"],
  },
  { plan: "by-hand/forget-create", counts: { replace: 1 }, says: ["no longer managed", "bucket"] },
  { plan: "by-hand/create-forget", counts: { replace: 1 }, says: ["no longer managed", "bucket"] },
  {
    plan: "by-hand/newer",
    counts: { replace: 1, destroy: 1 },
    says: ["aws_db_instance.gone", /the moon is full|the_moon_is_full/],
  },
];
