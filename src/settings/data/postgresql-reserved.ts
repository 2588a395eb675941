/**
 * Keywords that PostgreSQL 15 reserves, also those that it lets stand for a function or type.
 * Source: https://www.postgresql.org/docs/15/sql-keywords-appendix.html
 */
const KEYWORDS =
  "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation " +
  "column concurrently constraint create cross current_catalog current_date current_role current_schema " +
  "current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch " +
  "for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral " +
  "leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer " +
  "overlaps placing primary references returning right select session_user similar some symmetric tablesample " +
  "table then to trailing true union unique user using variadic verbose when where window with";

/**
 * Names that PostgreSQL keeps from roles (https://www.postgresql.org/docs/15/sql-createrole.html), and those that RDS
 * uses itself or refuses for a master user ("admin cannot be used as it is a reserved word used by the engine";
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html).
 */
const ROLES =
  "public none admin rdsadmin rdsrepladmin rdstopmgr rds_superuser rds_replication rds_password rds_iam rds_ad " +
  "rds_extension rds_reserved rds_temp_tablespace";

/** Databases that are there before ours (`postgres` is the name that RDS takes when it is told none). */
const DATABASES = "rdsadmin template0 template1";

const keywords = new Set(KEYWORDS.split(" "));
const roles = new Set(ROLES.split(" "));
const databases = new Set(DATABASES.split(" "));

/** Why a name cannot be that of the master user; nothing where it can. */
export function whyReservedUsername(name: string): string | undefined {
  if (name.startsWith("pg_")) return "PostgreSQL keeps names that start with pg_";
  if (roles.has(name)) return "PostgreSQL or RDS keeps this name for itself";
  return keywords.has(name) ? "a keyword of PostgreSQL" : undefined;
}

/** Why a name cannot be that of the database; nothing where it can. */
export function whyReservedDatabase(name: string): string | undefined {
  if (databases.has(name)) return "a database of this name is there already";
  return keywords.has(name) ? "a keyword of PostgreSQL" : undefined;
}
