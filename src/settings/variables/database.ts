import { z } from "zod";
import { fixed, live, secret } from "../variable";
import { region } from "./general";

export const database = {
  database_username: fixed(
    z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
    "Master user of the database; AWS fixes it when the database is created",
    "1 to 63 lowercase letters, digits and underscores, starting with a letter, that PostgreSQL does not reserve",
  ),
  database_password: secret(
    z
      .string()
      .min(8)
      .max(128)
      .regex(/^[!-~]+$/)
      .regex(/^[^/@"]+$/)
      .optional(),
    "Password of the master user",
    '8 to 128 printable ASCII characters without / @ " and space',
  ),
  database_password_version: fixed(
    z.int().min(1),
    "Raise it with each change of database_password: a new value is applied only then",
    "a whole number from 1",
  ),
  database_name: fixed(
    z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
    "Name of the database; AWS fixes it when the database is created",
    "1 to 63 lowercase letters, digits and underscores, starting with a letter",
  ),
  database_engine_version: fixed(
    z.string().regex(/^15(\.([4-9]|[1-9]\d))?$/),
    "PostgreSQL version; `15` lets AWS choose and upgrade the minor version",
    '"15", or "15.N" with N from 4',
  ),
  database_instance_class: live(
    z.string().regex(/^db\.[a-z0-9-]+\.[a-z0-9]+$/),
    "Instance class of the database",
    "an RDS class such as db.t3.medium",
  ),
  database_storage_gib: fixed(
    z.int().min(20).max(32_768),
    "Storage in GiB; grows by itself to twice as much",
    "20 to 32768",
  ),
  database_multi_az: fixed(z.boolean(), "Keep a synchronous standby in a second zone"),
  database_backup_retention_days: fixed(z.int().min(1).max(35), "Days to keep automated backups", "1 to 35"),
  database_backup_region: fixed(
    region().optional(),
    "Second region to copy automated backups to; without it they stay in one region",
    "an AWS region code other than aws_region",
  ),
  database_final_snapshot: fixed(
    z.boolean(),
    "Take a snapshot when the database is destroyed, and keep its automated backups",
  ),
  database_apply_immediately: fixed(
    z.boolean(),
    "Change instance class and the like at once, which may interrupt, instead of in the maintenance window; until then every plan shows the change",
  ),
  database_ssl_mode: fixed(
    z.enum(["require", "verify-full"]),
    "sslmode in DATABASE_URI; verify-full needs Amazon's CA bundle in the image",
    '"require" or "verify-full"',
  ),
  pgvector_image: fixed(
    z.string().regex(/^[^\s:@]+(:\d+)?[^\s:@]*(:[\w.-]+|@sha256:[0-9a-f]{64})$/),
    "Image with psql for the init container that creates the pgvector extension",
    "an image with a tag or digest",
  ),
};
