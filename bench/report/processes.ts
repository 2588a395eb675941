import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "../..");

/** The built command line in a folder of its own, with the plans that it reads. */
export interface Workshop {
  readonly folder: string;
  readonly program: string;
  put(name: string, text: string): string;
  remove(): void;
}

/** Builds the command line, and takes a copy that nothing else touches. */
export function open(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), "bench-report-"));
  const { status, stderr } = spawnSync(process.execPath, ["build.mjs"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`build.mjs failed:\n${stderr}`);
  cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
  const put = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  put("usage.mjs", USAGE);
  put("parse.mjs", PARSE);
  return {
    folder,
    program: join(folder, "dist", "langgraph-platform.mjs"),
    put,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What no tool can do without: reading the file, and JSON.parse. */
const PARSE = `import { readFileSync } from "node:fs";
JSON.parse(readFileSync(process.argv[2], "utf8"));
`;

/** Says at the end how much memory the process has had at the most. */
const USAGE = `import { writeFileSync } from "node:fs";
process.on("exit", () => writeFileSync(process.env.BENCH_USAGE, String(process.resourceUsage().maxRSS)));
`;

export interface Run {
  readonly seconds: number;
  readonly out: string;
}

const MOST_OUTPUT = 256 * 1024 * 1024;

/** A process of Node, from start to end. @throws Error where it does not end with 0 */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
    maxBuffer: MOST_OUTPUT,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return { seconds, out: stdout };
}

/** Bytes that a process has had in memory at the most. */
export function peakOf({ folder }: Workshop, args: readonly string[]): number {
  const file = join(folder, "usage");
  run(["--import", pathToFileURL(join(folder, "usage.mjs")).href, ...args], { BENCH_USAGE: file });
  return Number(readFileSync(file, "utf8")) * 1024;
}
