import { flag, type Json, member } from "../model/json";
import type { ResourceChange } from "../model/plan";

/** What holds data that is lost with the object, by type; what is missed most comes first. */
const TYPES: readonly (readonly [kind: string, types: string])[] = [
  [
    "database",
    `aws_db_instance aws_db_cluster aws_rds_cluster aws_rds_global_cluster aws_rds_cluster_instance aws_dynamodb_table
     aws_dynamodb_global_table aws_docdb_cluster aws_docdbelastic_cluster aws_neptune_cluster aws_redshift_cluster
     aws_redshiftserverless_namespace aws_opensearch_domain aws_elasticsearch_domain aws_opensearchserverless_collection
     aws_memorydb_cluster aws_timestreamwrite_database aws_timestreamwrite_table aws_keyspaces_table aws_qldb_ledger aws_dsql_cluster
     google_sql_database_instance google_sql_database google_spanner_instance google_spanner_database google_bigtable_instance
     google_bigtable_table google_bigquery_dataset google_bigquery_table google_firestore_database google_alloydb_cluster
     azurerm_mssql_database azurerm_mssql_server azurerm_postgresql_server azurerm_postgresql_flexible_server
     azurerm_postgresql_flexible_server_database azurerm_mysql_flexible_server azurerm_cosmosdb_account azurerm_redis_cache
     mongodbatlas_cluster mongodbatlas_advanced_cluster postgresql_database mysql_database`,
  ],
  [
    "cache",
    "aws_elasticache_cluster aws_elasticache_replication_group aws_elasticache_serverless_cache google_redis_instance",
  ],
  [
    "bucket",
    `aws_s3_bucket aws_s3_directory_bucket aws_s3tables_table aws_s3tables_table_bucket aws_glacier_vault google_storage_bucket
     azurerm_storage_account azurerm_storage_container azurerm_storage_share`,
  ],
  ["object in a bucket", "aws_s3_object aws_s3_bucket_object google_storage_bucket_object"],
  [
    "volume",
    `aws_ebs_volume aws_efs_file_system aws_fsx_lustre_file_system aws_fsx_ontap_file_system aws_fsx_ontap_volume
     aws_fsx_openzfs_file_system aws_fsx_openzfs_volume aws_fsx_windows_file_system google_compute_disk google_filestore_instance
     azurerm_managed_disk kubernetes_persistent_volume kubernetes_persistent_volume_claim
     kubernetes_persistent_volume_claim_v1 docker_volume`,
  ],
  [
    "snapshot",
    `aws_db_snapshot aws_db_cluster_snapshot aws_ebs_snapshot aws_ebs_snapshot_copy aws_ami aws_ami_copy aws_backup_vault
     google_compute_snapshot azurerm_snapshot azurerm_recovery_services_vault`,
  ],
  [
    "secret",
    `aws_secretsmanager_secret aws_ssm_parameter google_secret_manager_secret google_secret_manager_secret_version azurerm_key_vault
     azurerm_key_vault_secret azurerm_key_vault_certificate vault_kv_secret vault_kv_secret_v2 vault_generic_secret`,
  ],
  [
    "key",
    `aws_kms_key aws_kms_external_key aws_kms_replica_key aws_key_pair tls_private_key google_kms_crypto_key google_kms_key_ring
     azurerm_key_vault_key`,
  ],
  [
    "log group",
    "aws_cloudwatch_log_group aws_cloudwatch_log_stream google_logging_project_bucket_config azurerm_log_analytics_workspace",
  ],
  [
    "image repository",
    "aws_ecr_repository aws_ecrpublic_repository google_artifact_registry_repository azurerm_container_registry",
  ],
  ["queue", "aws_sqs_queue aws_mq_broker google_pubsub_subscription azurerm_servicebus_queue"],
  [
    "stream",
    "aws_kinesis_stream aws_msk_cluster aws_msk_serverless_cluster google_pubsub_topic azurerm_eventhub",
  ],
  ["user directory", "aws_cognito_user_pool aws_directory_service_directory aws_identitystore_user"],
  ["DNS zone", "aws_route53_zone google_dns_managed_zone azurerm_dns_zone"],
  ["certificate authority", "aws_acmpca_certificate_authority"],
];

const KINDS: ReadonlyMap<string, string> = new Map(
  TYPES.flatMap(([kind, types]) => types.split(/\s+/).map((type) => [type, kind] as const)),
);

/** From what is missed most. */
export const STATEFUL_KINDS: readonly string[] = TYPES.map(([kind]) => kind);

/**
 * What kind of data is lost when an object of this type is destroyed or replaced, such as `database`; undefined of types that hold
 * none. A secret's version is not among them: replacing it is how a secret is rotated.
 */
export function statefulKind({ type, mode }: Pick<ResourceChange, "type" | "mode">): string | undefined {
  return mode === "managed" ? KINDS.get(type) : undefined;
}

/** What keeps the loss small, or keeps it from happening, as the object's own attributes say. */
export function safeguards({ type, before }: ResourceChange): readonly string[] {
  const notes: string[] = [];
  if (flag(before, "deletion_protection") === true) {
    notes.push("its deletion protection is on: the apply fails until that is off");
  }
  if (flag(before, "skip_final_snapshot") === false) notes.push("a final snapshot is taken");
  if (flag(before, "skip_final_snapshot") === true) notes.push("no final snapshot is taken");
  if (type === "aws_cloudwatch_log_group" && flag(before, "skip_destroy") === true) {
    notes.push("it is left in the account (`skip_destroy`)");
  }
  const days = daysOf(before, type);
  if (days !== undefined) notes.push(days === 0 ? "gone at once" : `can be restored for ${days} days`);
  const emptying = EMPTYING.get(type);
  if (emptying !== undefined && flag(before, emptying) === true) notes.push("with all that is in it");
  else if (emptying !== undefined) notes.push("the apply fails unless it is empty");
  return notes;
}

/** The attribute that lets Terraform destroy what is not empty. */
const EMPTYING = new Map([
  ["aws_s3_bucket", "force_destroy"],
  ["aws_ecr_repository", "force_delete"],
]);

/** The attribute with the days within which it can be had back. */
const RESTORING = new Map([
  ["aws_secretsmanager_secret", "recovery_window_in_days"],
  ["aws_kms_key", "deletion_window_in_days"],
]);

function daysOf(before: Json, type: string): number | undefined {
  const found = member(before, RESTORING.get(type) ?? "");
  return typeof found === "number" && Number.isInteger(found) ? found : undefined;
}
