import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalError } from "./errors";
import type { Log } from "./log";
import { type Cancel, isErrno, isRunning, lastLines, type RunOptions, run } from "./process";
import type { Tools } from "./tools";

export interface VenvOptions {
  /** Folder that holds one environment per key. */
  readonly folder: string;
  /** Pinned with hashes: every package, its dependencies too. */
  readonly requirements: string;
  readonly python: Tools["python"];
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cancel?: Cancel | undefined;
  readonly log?: Log | undefined;
  /** Hears of every package that pip turns to. */
  readonly onProgress?: (detail: string) => void;
}

/** What an environment depends on: another Python or other requirements make another one. */
export function venvKey(requirements: string, python: Tools["python"]): string {
  const executable = existsSync(python.executable) ? realpathSync(python.executable) : python.executable;
  return createHash("sha256")
    .update(JSON.stringify([readFileSync(requirements, "utf8"), python.version, executable]))
    .digest("hex")
    .slice(0, 16);
}

/** The environment's Python when it is ready to use, undefined when it has to be made. */
function findVenv(options: Pick<VenvOptions, "folder" | "requirements" | "python">): string | undefined {
  const python = join(options.folder, venvKey(options.requirements, options.python), "bin", "python");
  return existsSync(python) ? python : undefined;
}

/**
 * Makes the virtual environment unless it is there. It is built under a name of its own and gets its final one when
 * everything is installed, so that a half-made one is never taken for whole and two runs at once do not meet.
 *
 * @returns the path of its Python
 * @throws LocalError when pip fails
 */
export async function ensureVenv(options: VenvOptions): Promise<string> {
  const ready = findVenv(options);
  if (ready) return ready;
  const home = join(options.folder, venvKey(options.requirements, options.python));
  mkdirSync(options.folder, { recursive: true });
  removeAbandoned(options.folder);
  const draft = `${home}.${process.pid}.${randomBytes(3).toString("hex")}.tmp`;
  try {
    await build(draft, options);
    publish(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return join(home, "bin", "python");
}

async function build(draft: string, options: VenvOptions): Promise<void> {
  const base: RunOptions = {
    env: pipEnvironment(options.env ?? process.env),
    graceMs: 10_000,
    cancel: options.cancel,
    log: options.log,
  };
  const logFile = options.log?.file;
  const made = await run(options.python.executable, ["-m", "venv", draft], base);
  if (made.code !== 0) {
    throw new LocalError(`Python could not make a virtual environment in ${dirname(draft)}.`, {
      lines: lastLines(made.stdout + made.stderr, 5),
      logFile,
    });
  }
  const quiet = ["--no-input", "--progress-bar=off", "--disable-pip-version-check"];
  const installed = await run(
    join(draft, "bin", "python"),
    ["-m", "pip", "install", ...quiet, "--require-hashes", "-r", options.requirements],
    { ...base, onLine: (line) => reportPackage(line, options.onProgress) },
  );
  if (installed.code !== 0) {
    throw new LocalError(`pip could not install what ${options.requirements} lists.`, {
      lines: lastLines(installed.stderr || installed.stdout, 6),
      remedy:
        "Check that pip reaches a package index (its own settings, PIP_INDEX_URL and proxies are used as they are).",
      logFile,
    });
  }
}

/** The user's own settings for pip, but for those that would install somewhere else. */
function pipEnvironment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const elsewhere = new Set([
    "PYTHONPATH",
    "PYTHONHOME",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "VIRTUAL_ENV",
  ]);
  const kept = Object.entries(base).filter(([name]) => !elsewhere.has(name));
  return { ...Object.fromEntries(kept), PIP_USER: "0" };
}

function reportPackage(line: string, report: VenvOptions["onProgress"]): void {
  const name = /^Collecting ([A-Za-z0-9._-]+)/.exec(line)?.[1];
  if (name) report?.(name);
  else if (line.startsWith("Installing collected packages")) report?.("unpacking");
}

function publish(draft: string, home: string): void {
  try {
    renameSync(draft, home);
  } catch (error) {
    const anotherRunWon = isErrno(error, "ENOTEMPTY") || isErrno(error, "EEXIST");
    if (!anotherRunWon) throw error;
  }
}

/** Removes drafts whose maker is gone. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = /\.(\d+)\.[0-9a-f]+\.tmp$/.exec(name)?.[1];
    if (maker && !isRunning(Number(maker))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
