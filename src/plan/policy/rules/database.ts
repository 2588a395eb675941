import type { Rule } from "../rule";
import { UNKNOWN } from "../world/place";

const DATABASES = [
  "aws_db_instance",
  "aws_rds_cluster_instance",
  "aws_docdb_cluster_instance",
  "aws_neptune_cluster_instance",
  "aws_redshift_cluster",
  "aws_redshiftserverless_workgroup",
  "aws_dms_replication_instance",
];

const noPublicDatabase: Rule = {
  id: "no-public-database",
  title: "No database has a public address",
  why: "A database that the internet reaches is one leaked password, or one unpatched flaw, away from everybody.",
  remedy: "Set `publicly_accessible = false`, and let its clients in by their security group.",
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
  check(world, findings) {
    for (const database of world.ofType(...DATABASES)) {
      const isPublic = database.at("publicly_accessible").flag;
      if (isPublic === true) findings.violated(database, "The database is publicly accessible.");
      else if (isPublic === UNKNOWN) findings.unknown(database, "publicly_accessible");
    }
  },
};

/** Days of backups that production keeps at least, as the platform's document has them. */
const PRODUCTION_DAYS = 7;

const backups: Rule = {
  id: "database-backups",
  title: "Databases are backed up; in production for seven days",
  why: "Without automated backups there is no going back to a moment before a mistake.",
  remedy: "Set `backup_retention_period` to 1 or more, in production to 7 or more.",
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",
  check(world, findings) {
    const least = world.isProduction ? PRODUCTION_DAYS : 1;
    for (const database of world.ofType("aws_db_instance", "aws_rds_cluster")) {
      // a replica is backed up where it is read from
      if (database.at("replicate_source_db").isSet) continue;
      const days = database.at("backup_retention_period").number;
      if (days === UNKNOWN) findings.unknown(database, "backup_retention_period");
      else if ((days ?? 0) < least) {
        findings.violated(
          database,
          `Backups are kept for ${days ?? 0} days; at least ${least} are asked for.`,
        );
      }
    }
  },
};

const encryptedConnections: Rule = {
  id: "database-tls",
  title: "PostgreSQL takes encrypted connections only",
  why: "A client that is misconfigured would otherwise send its password and data in clear through the network.",
  remedy: "Leave `rds.force_ssl` at 1 in the parameter group.",
  source: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
  check(world, findings) {
    for (const group of world.ofType("aws_db_parameter_group", "aws_rds_cluster_parameter_group")) {
      for (const parameter of group.at("parameter").elements) {
        if (parameter.at("name").value !== "rds.force_ssl") continue;
        const { value } = parameter.at("value");
        if (value === UNKNOWN) findings.unknown(group, "rds.force_ssl");
        else if (value !== "1") findings.violated(group, "`rds.force_ssl` is not 1.");
      }
    }
  },
};

export const databaseRules: readonly Rule[] = [noPublicDatabase, backups, encryptedConnections];
