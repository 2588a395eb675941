import { readFileSync } from "node:fs";
import { PlanError } from "../../../plan/model/errors";

/** @throws PlanError on a file that cannot be read */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "not readable";
    throw new PlanError(`${file} cannot be read: ${code}.`, { cause: error });
  }
}
