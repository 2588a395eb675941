import { randomUUID } from "node:crypto";
import { appendFileSync, statSync } from "node:fs";
import { fileError } from "../file-error";

/** Gives values to the steps that follow: appends to the file that $GITHUB_OUTPUT names. */
export function setOutputs(file: string, outputs: Readonly<Record<string, string>>): void {
  // whatever a value holds, it cannot end its own block
  const delimiter = `end-${randomUUID()}`;
  const blocks = Object.entries(outputs).map(
    ([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`,
  );
  append(file, blocks.join(""), "GITHUB_OUTPUT");
}

/** What a step's summary already holds, in bytes. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** @throws PlanError where the file cannot be written */
export function append(file: string, text: string, variable: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw fileError(`${file} of $${variable} cannot be written`, error);
  }
}
