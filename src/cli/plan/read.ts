import { readFileSync } from "node:fs";
import type { Usage } from "../../plan/cost";
import type { Exception } from "../../plan/policy";
import { fileError } from "./file-error";

// what reads YAML and checks shapes is loaded only where there is such a file

/** A usage.yml. @throws PlanError on one that cannot be read */
export async function usageIn(file: string): Promise<Usage> {
  const { readUsage } = await import("../../plan/cost/usage/read");
  return readUsage(textOf(file), file);
}

/** Exceptions from the rules: none without a file. @throws PlanError on a file that cannot be read */
export async function exceptionsIn(file: string | undefined): Promise<readonly Exception[]> {
  if (file === undefined) return [];
  const { readExceptions } = await import("../../plan/policy/exceptions-file");
  return readExceptions(textOf(file), file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(`${file} cannot be read`, error);
  }
}
