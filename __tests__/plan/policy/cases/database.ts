import { type BrokenCase, type KeptCase, type OpenCase, production, staging, tagged } from "./case";

export const BROKEN: readonly BrokenCase[] = [
  [
    "a public database",
    () => production().set("aws_db_instance", { publicly_accessible: true }),
    /^no-public-database aws_db_instance\.\S+: .*publicly accessible/,
  ],
  [
    "a public database in staging",
    () => staging().set("aws_db_instance", { publicly_accessible: true }),
    /^no-public-database /,
  ],
  [
    "a public cluster instance",
    () => production().add("aws_rds_cluster_instance", { publicly_accessible: true }),
    /^no-public-database aws_rds_cluster_instance\.extra/,
  ],
  [
    "no backups",
    () => staging().set("aws_db_instance", { backup_retention_period: 0 }),
    /^database-backups .*0 days; at least 1/,
  ],
  [
    "backups of a few days in production",
    () => production().set("aws_db_instance", { backup_retention_period: 3 }),
    /^database-backups .*3 days; at least 7/,
  ],
  [
    "connections in clear",
    () =>
      production().set("aws_db_parameter_group", {
        parameter: [{ name: "rds.force_ssl", value: "0", apply_method: "immediate" }],
      }),
    /^database-tls aws_db_parameter_group\./,
  ],
];

export const KEPT: readonly KeptCase[] = [
  [
    "a replica without backups",
    () =>
      production().add("aws_db_instance", {
        ...tagged,
        publicly_accessible: false,
        storage_encrypted: true,
        backup_retention_period: 0,
        replicate_source_db: "main",
      }),
  ],
];

export const OPEN: readonly OpenCase[] = [
  [
    "whether a database is public",
    () => production().unknown("aws_db_instance", "publicly_accessible"),
    /^no-public-database .*publicly_accessible/,
  ],
  [
    "how long backups are kept",
    () => production().unknown("aws_db_instance", "backup_retention_period"),
    /^database-backups /,
  ],
];
