import { z } from "zod";
import type { NamesOfKind } from "./variable";
import { database } from "./variables/database";
import { general } from "./variables/general";
import { network } from "./variables/network";
import { operations } from "./variables/operations";
import { secrets } from "./variables/secrets";
import { service } from "./variables/service";

/** Every variable of the platform, by topic: the single source of checks, types, Terraform variables and documentation. */
export const variableGroups = { general, network, service, database, secrets, operations } as const;

/** All of a tfvars file, once the environment's defaults have been filled in. */
export const settingsSchema = z.strictObject({
  ...general,
  ...network,
  ...service,
  ...database,
  ...secrets,
  ...operations,
});

/** What a tfvars file says, secrets included: stays inside the loader. */
export type Settings = z.infer<typeof settingsSchema>;

type Shape = typeof settingsSchema.shape;

export type VariableName = keyof Shape;
export type FixedName = NamesOfKind<Shape, "fixed">;
export type LiveName = NamesOfKind<Shape, "live">;
export type SecretName = NamesOfKind<Shape, "secret">;

/** What synthesis works with: everything but the values of secrets. */
export type PlatformSettings = Omit<Settings, SecretName>;

export type EnvironmentName = Settings["environment"];

/** What only the user can say: it has no default in any environment. */
export type GivenSetting = "environment" | "aws_region" | "database_username" | "container_image";

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** The defaults of one environment: everything that is neither given by the user nor optional. */
export type EnvironmentSettings = Omit<Settings, GivenSetting | OptionalKeys<Settings>>;
