import type { EnvironmentName, EnvironmentSettings } from "../settings/schema";
import { production } from "./production";
import { staging } from "./staging";

/** Each environment's defaults; a tfvars file overrides them. */
export const environments: Readonly<Record<EnvironmentName, EnvironmentSettings>> = { staging, production };
