import { statefulKind } from "../../report/stateful";
import type { Rule } from "../rule";
import { UNKNOWN } from "../world/place";

const logRetention: Rule = {
  id: "log-retention",
  title: "Logs end",
  why: "A log group without a retention keeps everything for ever: it costs more each month, and holds what should have been forgotten.",
  remedy: "Set `retention_in_days`.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  check(world, findings) {
    for (const group of world.ofType("aws_cloudwatch_log_group")) {
      const days = group.at("retention_in_days").number;
      if (days === UNKNOWN) findings.unknown(group, "retention_in_days");
      else if ((days ?? 0) <= 0) findings.violated(group, "Its events are kept for ever.");
    }
  },
};

/** What must be so in production, by type. */
const PROTECTION: readonly (readonly [type: string, attribute: string, value: boolean])[] = [
  ["aws_db_instance", "deletion_protection", true],
  ["aws_db_instance", "skip_final_snapshot", false],
  ["aws_rds_cluster", "deletion_protection", true],
  ["aws_rds_cluster", "skip_final_snapshot", false],
  ["aws_lb", "enable_deletion_protection", true],
  ["aws_dynamodb_table", "deletion_protection_enabled", true],
  ["aws_s3_bucket", "force_destroy", false],
];

const deletionProtection: Rule = {
  id: "deletion-protection",
  title: "Production cannot be destroyed by mistake",
  why: "A plan that nobody has read to the end, or the wrong workspace, would take the data with it.",
  remedy: "Turn on deletion protection and the final snapshot, and leave `force_destroy` off.",
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
  check(world, findings) {
    if (!world.isProduction) return;
    for (const [type, attribute, wanted] of PROTECTION) {
      for (const resource of world.ofType(type)) {
        if (resource.at("replicate_source_db").isSet) continue;
        const { flag } = resource.at(attribute);
        if (flag === UNKNOWN) findings.unknown(resource, attribute);
        else if ((flag ?? false) !== wanted)
          findings.violated(resource, `\`${attribute}\` is ${flag ?? false}.`);
      }
    }
  },
};

const statefulKept: Rule = {
  id: "stateful-kept",
  title: "Nothing that holds data is destroyed or replaced",
  why: "A replacement begins empty: what was in the database, bucket, key or log group is gone with the old one.",
  remedy:
    "Change what can be changed in place, move it with a `moved` block, or state an exception with the reason (and take a snapshot).",
  source: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy",
  check(world, findings) {
    for (const resource of world.stateful) {
      const { action } = resource.change;
      const isReplaced = action === "delete-create" || action === "create-delete";
      if (action !== "delete" && !isReplaced) continue;
      const kind = statefulKind(resource.change) ?? "object";
      findings.violated(resource, `The ${kind} is ${isReplaced ? "replaced" : "destroyed"}.`);
    }
  },
};

export const operationRules: readonly Rule[] = [logRetention, deletionProtection, statefulKept];
