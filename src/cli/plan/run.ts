import { writeFileSync } from "node:fs";
import { PlanError } from "../../plan/model/errors";
import { terminalText } from "../../plan/model/escape";
import type { Io } from "../delivery/io";
import { fileError } from "./file-error";

/** How a command on plans ends; with 2 where it is used wrongly, which its parser tells. */
export const PLAN_EXIT = {
  made: 0,
  /** An input cannot be read, or a fault of the tool itself. */
  unreadable: 1,
  /** What was asked to fail on (`--fail-on`, `--max-monthly`, `--strict`) is the case, or a rule is broken. */
  condition: 3,
} as const;

/** Runs a command on plans; what a user can act on becomes a message and its exit code. */
export async function runPlanCommand(io: Io, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    io.err.write(`${terminalText(planErrorText(error))}\n`);
    return PLAN_EXIT.unreadable;
  }
}

function planErrorText({ message, details, remedy }: PlanError): string {
  return [message, ...details.map((each) => `  ${each}`), ...(remedy === undefined ? [] : [remedy])].join(
    "\n",
  );
}

/** Writes to `--out`, or prints. @throws PlanError where the file cannot be written */
export function deliver(io: Io, text: string, out: string | undefined): void {
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  if (out === undefined || out === "-") io.out.write(whole);
  else writeOut(out, whole);
}

/** @throws PlanError where the file cannot be written */
export function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw fileError(`${file} cannot be written`, error);
  }
}
