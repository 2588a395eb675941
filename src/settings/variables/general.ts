import { z } from "zod";
import { fixed, live } from "../variable";

/** How AWS writes region codes; which exist stands in data/regions.ts. */
const REGION =
  /^(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(central|north|south|east|west|northeast|northwest|southeast|southwest)-[1-9]$/;

export const region = () => z.string().regex(REGION);

export const general = {
  environment: fixed(
    z.enum(["staging", "production"]),
    "Which environment this file describes; names the stack and every resource in it",
    '"staging" or "production"',
  ),
  aws_region: fixed(
    region(),
    "AWS region of all resources and of the state bucket",
    "an AWS region code such as us-east-1",
  ),
  project_name: fixed(
    z
      .string()
      .regex(/^[a-z](-?[a-z0-9])+$/)
      .max(24),
    "First part of every physical name, `<project>-<environment>-...`; two projects can live in one account",
    "2 to 24 lowercase letters, digits and single hyphens, starting with a letter",
  ),
  tags: fixed(
    z.record(z.string().min(1).max(128), z.string().max(256)),
    "Tags for every resource, beside Project, Environment and ManagedBy",
    "a map of tag names (at most 128 characters) to values (at most 256)",
  ),
  customer_managed_key: fixed(
    z.boolean(),
    "Encrypt database, logs, secrets, topics and artifacts with one customer-managed KMS key instead of the keys that AWS owns",
  ),
  deletion_protection: fixed(
    z.boolean(),
    "Database and load balancer refuse to be deleted, no plan replaces or destroys the database, a bucket goes only when it is empty, and a deleted secret can be restored for 7 days",
  ),
  sns_alarm_email: live(
    z.email().optional(),
    "Address that gets alarms and deployment notices; AWS sends it a confirmation link first",
    "an email address",
  ),
};
