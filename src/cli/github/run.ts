import { appendFileSync } from "node:fs";
import { GitHubError } from "../../github/errors";
import { explainGitHub } from "../../github/explain";
import { Interrupted, LocalError } from "../../local/errors";
import { PlanError } from "../../plan/model/errors";
import { terminalText } from "../../plan/model/escape";
import type { Io } from "../delivery/io";

/** How a command of `pull-request` ends. */
export const GITHUB_EXIT = {
  done: 0,
  fault: 1,
  usage: 2,
  /** What was asked for is refused: the plan is not that of what is there. */
  refused: 3,
} as const;

/** A plan that must not be applied, with what differs. */
export class Refused extends GitHubError {
  override readonly name = "Refused";
}

/** Runs a command; what a user can act on becomes a message and its exit code. */
export async function runGitHubCommand(io: Io, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const explained = explainGitHub(error);
    const text = textOf(explained);
    if (text === undefined) throw explained;
    io.err.write(`${terminalText(text)}\n`);
    return explained instanceof Refused ? GITHUB_EXIT.refused : GITHUB_EXIT.fault;
  }
}

function textOf(error: unknown): string | undefined {
  if (error instanceof Interrupted) return error.message;
  if (error instanceof LocalError) return lines(error.message, error.lines, error.remedy);
  if (error instanceof GitHubError || error instanceof PlanError) {
    return lines(error.message, error.details, error.remedy);
  }
  return undefined;
}

function lines(message: string, details: readonly string[], remedy: string | undefined): string {
  return [message, ...details.map((each) => `  ${each}`), ...(remedy === undefined ? [] : [remedy])].join(
    "\n",
  );
}

/** Gives a step's outputs to the job; each value is one line. */
export function writeOutputs(io: Io, outputs: Readonly<Record<string, string>>): void {
  const file = io.env.GITHUB_OUTPUT;
  if (!file) return;
  const text = Object.entries(outputs).map(([name, value]) => `${name}=${value.replace(/[\r\n]/g, " ")}\n`);
  appendFileSync(file, text.join(""));
}
