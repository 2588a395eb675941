import { dirname, join } from "node:path";
import { LocalError } from "./errors";
import type { Log } from "./log";
import { type Cancel, lastLines, run } from "./process";
import type { Report } from "./progress";
import type { Tools } from "./tools";
import { ensureVenv } from "./venv";

export interface CheckovOptions {
  readonly root: string;
  /** Keeps what is installed once. */
  readonly home: string;
  readonly tools: Tools;
  readonly log: Log;
  readonly cancel: Cancel;
}

/** Checkov in an environment of its own; it is installed with the first call. */
export async function installCheckov(options: CheckovOptions, report: Report): Promise<string> {
  const { root, home, tools, log, cancel } = options;
  return ensureVenv({
    folder: join(home, "checkov"),
    requirements: join(root, "policy/requirements.txt"),
    python: tools.python,
    log,
    cancel,
    onProgress: (detail) => report(`first run, installing ${detail}`),
  });
}

/** Neither guidelines, which it would download, nor a check of anybody's platform. */
const ARGUMENTS = ["--framework", "terraform_plan", "--skip-download", "--compact", "--quiet", "--soft-fail"];

/**
 * Runs Checkov over one plan. It opens no connection, and no configuration of the user's own gets through: neither a file in the
 * working or home folder, nor a variable.
 *
 * @param python from {@link installCheckov}
 * @param plan a file of `terraform show -json`
 * @returns its report as JSON
 * @throws LocalError where it ends with an error
 */
export async function runCheckov(
  python: string,
  plan: string,
  { log, cancel }: Pick<CheckovOptions, "log" | "cancel">,
): Promise<string> {
  const folder = dirname(plan);
  const { PATH } = process.env;
  const finished = await run(
    python,
    ["-m", "checkov.main", "--file", plan, ...ARGUMENTS, "--output", "json"],
    { cwd: folder, env: { PATH, HOME: folder }, log, cancel, toLog: () => undefined },
  );
  if (finished.code === 0) return finished.stdout;
  throw new LocalError(`Checkov could not check ${plan} (exit ${finished.code ?? finished.signal}).`, {
    lines: lastLines(finished.stderr || finished.stdout, 10),
    logFile: log.file,
  });
}
