import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { LocalError } from "./errors";
import type { Log } from "./log";

/** How a caller ends what it started. */
export interface Cancel {
  /** Asks for an orderly end; its reason is what the cancelled call rejects with. */
  readonly signal: AbortSignal;
  /** Kills at once. @default - only when the orderly end takes too long */
  readonly force?: AbortSignal;
}

export interface RunOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cancel?: Cancel | undefined;
  /** Receives the command and all its output. @default - not logged */
  readonly log?: Log | undefined;
  /** What goes into the log for a line of output; undefined leaves it out. @default - the line itself */
  readonly toLog?: (line: string, from: "stdout" | "stderr") => string | undefined;
  readonly onLine?: (line: string, from: "stdout" | "stderr") => void;
  /** How long a cancelled command may take to end before its group is killed. @default 30_000 */
  readonly graceMs?: number;
}

export interface Finished {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Starts a command as the leader of a process group of its own, so that a terminal's Ctrl-C does not reach it and the
 * whole group can be ended together.
 */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, detached: true });
}

/** Sends a signal to every process of the child's group; nothing happens when none is left. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!isErrno(error, "ESRCH")) throw error;
  }
}

/**
 * Runs a command to its end. Cancelling sends SIGINT to the command alone (it knows best how to end its children) and
 * SIGKILL to its whole group when the grace is over. No process of the group survives the call.
 *
 * @throws the reason of `cancel.signal` when cancelled; LocalError when the command cannot be started. A bad exit code
 * is the caller's to judge.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const { cancel, log } = options;
  cancel?.signal.throwIfAborted();
  log?.line(`$ ${[command, ...args].join(" ")}`);
  const child = spawnGroup(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: options.cwd,
    env: options.env,
  });

  const kill = (): void => signalGroup(child, "SIGKILL");
  let grace: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    log?.line("(stopped)");
    child.kill("SIGINT");
    grace = setTimeout(kill, options.graceMs ?? 30_000);
  };
  cancel?.signal.addEventListener("abort", interrupt, { once: true });
  cancel?.force?.addEventListener("abort", kill, { once: true });

  const read = (from: "stdout" | "stderr"): (() => string) =>
    collect(child, from, (line) => {
      const logged = options.toLog ? options.toLog(line, from) : line;
      if (logged !== undefined) log?.line(logged);
      options.onLine?.(line, from);
    });
  const stdout = read("stdout");
  const stderr = read("stderr");

  try {
    const finished = await new Promise<Finished>((resolve, reject) => {
      child.once("error", (cause) => reject(cannotStart(command, cause)));
      child.once("exit", kill);
      child.once("close", (code, signal) => resolve({ code, signal, stdout: stdout(), stderr: stderr() }));
    });
    log?.line(`(exit ${finished.code ?? finished.signal})`);
    cancel?.signal.throwIfAborted();
    return finished;
  } finally {
    clearTimeout(grace);
    cancel?.signal.removeEventListener("abort", interrupt);
    cancel?.force?.removeEventListener("abort", kill);
  }
}

/** The last `count` lines that are not blank. */
export function lastLines(text: string, count: number): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count);
}

/** Whether `error` is the system's error of this code, such as "ENOENT". */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Whether a process with this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, "EPERM");
  }
}

function collect(
  child: ChildProcess,
  from: "stdout" | "stderr",
  onLine: (line: string) => void,
): () => string {
  let all = "";
  let rest = "";
  const stream = child[from];
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    all += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream?.once("end", () => {
    if (rest !== "") onLine(rest);
  });
  return () => all;
}

function cannotStart(command: string, cause: Error): LocalError {
  const why = isErrno(cause, "ENOENT") ? "it is not on PATH" : cause.message;
  return new LocalError(`${command} could not be started: ${why}.`, { cause });
}
