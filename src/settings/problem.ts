import { relative } from "node:path";
import { printable } from "./printable";

/** One thing that is wrong with one file. */
export interface Problem {
  /** Absolute path, or a name for the place where a file was looked for. */
  readonly file: string;
  /** Counted from 1; absent where the file says nothing about it. */
  readonly line?: number;
  /** The variable, with the place inside its value: `alarms.cpu_percent`, `allowed_cidrs[0]`. */
  readonly key?: string;
  /** What stands there, never with a secret's value. */
  readonly got?: string;
  readonly expected: string;
}

/** Everything that is wrong with the tfvars files, ready to be shown to people. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(
    readonly problems: readonly Problem[],
    root: string,
  ) {
    super(inWords(problems, root));
  }
}

/** Nobody reads more, and logs have limits. */
const MOST_SHOWN = 100;

function inWords(problems: readonly Problem[], root: string): string {
  const files = new Set(problems.map((problem) => problem.file).filter((file) => file !== root)).size;
  const where = files === 0 ? "" : ` in ${counted(files, "file")}`;
  const headline = `${counted(problems.length, "problem")}${where}:`;
  const paragraphs = problems.slice(0, MOST_SHOWN).map((problem) => paragraph(problem, root));
  const more = problems.length > MOST_SHOWN ? [`and ${problems.length - MOST_SHOWN} more`] : [];
  return [headline, ...paragraphs, ...more].join("\n\n");
}

function paragraph(problem: Problem, root: string): string {
  const shown = relative(root, problem.file);
  const file = printable(shown === "" || shown.startsWith("..") ? problem.file : shown);
  const place = problem.line === undefined ? file : `${file}:${problem.line}`;
  const lines = [problem.key === undefined ? place : `${place}  ${problem.key}`];
  if (problem.got !== undefined) lines.push(`  got       ${problem.got}`);
  lines.push(`  expected  ${problem.expected}`);
  return lines.join("\n");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
