import { isAscii } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { PlanError } from "../../plan/model/errors";
import { readStandardInput } from "../standard-input";
import { fileError } from "./file-error";

/** V8 holds no longer string. */
const LONGEST = 512 * 1024 * 1024;

/**
 * The text of a file.
 *
 * @param file `-` is standard input
 * @throws PlanError
 */
export function readInput(file: string): string {
  try {
    if (file === "-") return readStandardInput();
    if (statSync(file).size > LONGEST) {
      throw new PlanError(`${file} is larger than ${LONGEST / 1024 / 1024} MiB.`);
    }
    return textOf(readFileSync(file));
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw fileError(`${file === "-" ? "standard input" : file} cannot be read`, error);
  }
}

/** Twice as quick for what most plans are. */
function textOf(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString("latin1") : bytes.toString("utf8");
}
