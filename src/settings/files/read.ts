import { readFile, stat } from "node:fs/promises";
import type { Path } from "../json-schema";
import type { Problem } from "../problem";

/** The values of one file, and where they stand. */
export interface ParsedFile {
  readonly values: Readonly<Record<string, unknown>>;
  /** The line of a value, or of the nearest value around it. */
  readonly lineOf: (path: Path) => number | undefined;
  readonly problems: readonly FileProblem[];
}

/** What keeps a file, or one value of it, from being read. */
export interface FileProblem extends Pick<Problem, "line" | "got" | "expected"> {
  /** @default - it is about the file as a whole */
  readonly path?: Path;
}

const LARGEST_FILE = 1024 * 1024;

/** Reads one file; everything that keeps it from being read is a problem, never an exception. */
export async function readTfvars(file: string): Promise<ParsedFile> {
  const text = await readText(file);
  if (typeof text !== "string") return { values: {}, lineOf: () => undefined, problems: [text] };
  if (file.endsWith(".json")) return (await import("./json")).parseJson(text);
  return (await import("./hcl")).parseHcl(text);
}

async function readText(file: string): Promise<string | FileProblem> {
  try {
    const about = await stat(file);
    if (about.isDirectory()) return { got: "a folder", expected: "a file" };
    if (!about.isFile()) return { got: "neither a file nor a folder", expected: "a file" };
    if (about.size > LARGEST_FILE) return { got: "more than 1 MiB", expected: "a file of settings" };
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(file));
    return text.includes("\0") ? notText : text;
  } catch (error) {
    if (error instanceof TypeError) return notText;
    return { got: reasons[codeOf(error)] ?? "a file that cannot be read", expected: "a readable file" };
  }
}

const notText = { got: "something that is no UTF-8 text", expected: "a text file in UTF-8" };

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "a file that may not be read (permission denied)",
  EPERM: "a file that may not be read (permission denied)",
  ELOOP: "a link that points to itself",
  ENOTDIR: "no such file",
};

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
