import type { Findings, Rule } from "../rule";
import { UNKNOWN } from "../world/place";
import type { Resource } from "../world/resource";

/** Attributes that must be true, by type. */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ["aws_db_instance", "storage_encrypted"],
  ["aws_rds_cluster", "storage_encrypted"],
  ["aws_docdb_cluster", "storage_encrypted"],
  ["aws_neptune_cluster", "storage_encrypted"],
  ["aws_redshift_cluster", "encrypted"],
  ["aws_ebs_volume", "encrypted"],
  ["aws_efs_file_system", "encrypted"],
  ["aws_elasticache_replication_group", "at_rest_encryption_enabled"],
]);

/** What has a key of AWS's own anyway, or none: production names its own. */
const OWN_KEYS: ReadonlyMap<string, string> = new Map([
  ["aws_sns_topic", "kms_master_key_id"],
  ["aws_secretsmanager_secret", "kms_key_id"],
  ["aws_cloudwatch_log_group", "kms_key_id"],
]);

const atRest: Rule = {
  id: "encrypted-at-rest",
  title: "What is stored is encrypted; in production topics, secrets and logs with a key of one's own",
  why: "Disks and snapshots leave the hands of their owner: copied, shared, replaced. A key of one's own says who may read, and ends it.",
  remedy:
    "Turn on storage encryption (this replaces a database: restore it from an encrypted copy of a snapshot), and name a KMS key.",
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
  check(world, findings) {
    for (const [type, attribute] of SWITCHES) {
      for (const resource of world.ofType(type)) checkSwitch(resource, attribute, findings);
    }
    if (!world.isProduction) return;
    for (const [type, attribute] of OWN_KEYS) {
      for (const resource of world.ofType(type)) {
        // a key that is made by the same apply is not known, but named
        if (!resource.at(attribute).isSet) findings.violated(resource, `It has no \`${attribute}\`.`);
      }
    }
  },
};

function checkSwitch(resource: Resource, attribute: string, findings: Findings): void {
  const { value } = resource.at(attribute);
  if (value === UNKNOWN) findings.unknown(resource, attribute);
  // an instance of a cluster is encrypted with it
  else if (String(value) !== "true") findings.violated(resource, `\`${attribute}\` is not on.`);
}

const keyRotation: Rule = {
  id: "key-rotation",
  title: "KMS keys are rotated",
  why: "A key that is rotated every year limits what one that has leaked can read; old data stays readable.",
  remedy: "Set `enable_key_rotation = true`.",
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  check(world, findings) {
    for (const key of world.ofType("aws_kms_key")) {
      const spec = key.at("customer_master_key_spec").value ?? "SYMMETRIC_DEFAULT";
      // AWS rotates symmetric keys of its own making only
      if (spec !== "SYMMETRIC_DEFAULT" && spec !== UNKNOWN) continue;
      const { flag } = key.at("enable_key_rotation");
      if (flag === UNKNOWN) findings.unknown(key, "enable_key_rotation");
      else if (flag !== true) findings.violated(key, "The key is not rotated.");
    }
  },
};

export const encryptionRules: readonly Rule[] = [atRest, keyRotation];
