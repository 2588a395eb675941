import { type BrokenCase, type KeptCase, type OpenCase, production, staging, tagged } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "logs for ever",
    () => production().set("aws_cloudwatch_log_group", { retention_in_days: 0 }, "ecs_exec"),
    /^log-retention aws_cloudwatch_log_group\.ecs_exec/,
  ],
  [
    "a database that may be deleted",
    () => production().set("aws_db_instance", { deletion_protection: false }),
    /^deletion-protection .*`deletion_protection` is false/,
  ],
  [
    "no final snapshot",
    () => production().set("aws_db_instance", { skip_final_snapshot: true }),
    /^deletion-protection .*`skip_final_snapshot` is true/,
  ],
  [
    "a load balancer that may be deleted",
    () => production().set("aws_lb", { enable_deletion_protection: false }),
    /^deletion-protection aws_lb\./,
  ],
  [
    "a database that is replaced",
    () => {
      const draft = production();
      const { change } = draft.resource("aws_db_instance");
      change.actions = ["delete", "create"];
      change.before = change.after;
      return draft;
    },
    /^stateful-kept aws_db_instance\S+: The database is replaced/,
  ],
  [
    "a key that is destroyed",
    () =>
      production()
        .add("aws_kms_key", { ...tagged, enable_key_rotation: true })
        .destroyLast(),
    /^stateful-kept aws_kms_key\.extra: The key is destroyed/,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "a database in staging that may be deleted",
    () => staging().set("aws_db_instance", { deletion_protection: false, skip_final_snapshot: true }),
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "when logs end",
    () => production().unknown("aws_cloudwatch_log_group", "retention_in_days", "ecs_exec"),
    /^log-retention /,
  ],
  [
    "whether it may be deleted",
    () => production().unknown("aws_db_instance", "deletion_protection"),
    /^deletion-protection /,
  ],
];
