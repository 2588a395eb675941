import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { scrubbed } from "./environment";
import { LocalError } from "./errors";
import { type Cancel, isErrno, lastLines, signalGroup, spawnGroup } from "./process";

export interface EmulatorOptions {
  /** Python with the emulator's packages, from `ensureVenv`. */
  readonly python: string;
  /** Folder that holds the package `langgraph_emulator`. */
  readonly source: string;
  /** Receives what the emulator says. */
  readonly logFile: string;
  /** Lets it outlive this process once `release` is called. @default false */
  readonly keep?: boolean;
  readonly cancel?: Cancel | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** @default 60_000 */
  readonly startTimeoutMs?: number;
  /** How long it may take to end before it is killed. @default 5_000 */
  readonly stopTimeoutMs?: number;
}

interface Ready {
  readonly endpoint: string;
  readonly pid: number;
}

interface Life {
  readonly ended: Promise<void>;
  /** Lets go of the cancellation. */
  readonly forget: () => void;
}

/** A running emulator: AWS on one loopback address, and a control API beside it. */
export class Emulator {
  readonly endpoint: string;
  readonly pid: number;
  /** Aborted, with the reason, when the emulator ends although nobody asked for it. */
  readonly gone: AbortSignal;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #stopTimeoutMs: number;
  readonly #forget: () => void;
  #stopping = false;

  /** Use {@link startEmulator}. */
  constructor(child: ChildProcess, life: Life, ready: Ready, options: EmulatorOptions) {
    this.endpoint = ready.endpoint;
    this.pid = ready.pid;
    this.#child = child;
    this.#ended = life.ended;
    this.#forget = life.forget;
    this.#stopTimeoutMs = options.stopTimeoutMs ?? 5_000;
    const gone = new AbortController();
    this.gone = gone.signal;
    void life.ended.then(() => {
      if (!this.#stopping) gone.abort(unexpectedEnd("The emulator ended by itself", child, options.logFile));
    });
  }

  /** Ends it and everything it started; safe to call twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await end(this.#child, this.#ended, this.#stopTimeoutMs);
  }

  /** Leaves it running when this process ends. Only for one that was started with `keep`. */
  release(): void {
    this.#stopping = true;
    this.#forget();
    this.#child.stdout?.destroy();
    this.#child.unref();
  }

  /** Makes a bucket, as a state backend needs before Terraform's first step. */
  async createBucket(name: string): Promise<void> {
    const response = await fetch(`${this.endpoint}/${name}`, { method: "PUT" });
    if (!response.ok) {
      throw new LocalError(`The emulator refused to make the bucket ${name} (HTTP ${response.status}).`, {
        lines: lastLines(await response.text(), 5),
      });
    }
  }

  /** Calls the control API, see {@link control}. */
  control<T>(method: ControlMethod, path: string, body?: unknown): Promise<T> {
    return control<T>(this.endpoint, method, path, body);
  }
}

export type ControlMethod = "GET" | "POST" | "PUT" | "DELETE";

/**
 * Calls the control API of an emulator.
 *
 * @param path below `/_emulator/`, such as "clock"
 * @param body sent as JSON
 * @throws LocalError with the emulator's own sentence when it refuses
 */
export async function control<T>(
  endpoint: string,
  method: ControlMethod,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${endpoint}/_emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new LocalError(`The emulator refused ${method} /_emulator/${path} (HTTP ${response.status}).`, {
      lines: lastLines(text, 5),
    });
  }
  return JSON.parse(text) as T;
}

/**
 * Starts an emulator on a free loopback port and waits until it is ready. Many may run at once.
 *
 * @throws LocalError with the last lines it wrote when it does not start, the reason of `cancel.signal` when cancelled
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  options.cancel?.signal.throwIfAborted();
  const child = launch(options);
  const life = follow(child, options.cancel);
  try {
    return new Emulator(child, life, await firstLine(child, options), options);
  } catch (error) {
    await end(child, life.ended, options.stopTimeoutMs ?? 5_000);
    throw error;
  }
}

/** Kills what is left of the group with the child, and the group when the cancellation says so. */
function follow(child: ChildProcess, cancel: Cancel | undefined): Life {
  const kill = (): void => signalGroup(child, "SIGKILL");
  const forget = (): void => cancel?.force?.removeEventListener("abort", kill);
  cancel?.force?.addEventListener("abort", kill, { once: true });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", kill);
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  void ended.then(forget);
  return { ended, forget };
}

function launch(options: EmulatorOptions): ChildProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, "a", 0o600);
  const args = ["-m", "langgraph_emulator", "--port", "0", ...(options.keep ? [] : ["--stop-with-stdin"])];
  try {
    return spawnGroup(options.python, args, {
      stdio: [options.keep ? "ignore" : "pipe", "pipe", log],
      env: { ...scrubbed(options.env ?? process.env), PYTHONPATH: options.source, PYTHONUNBUFFERED: "1" },
    });
  } finally {
    closeSync(log);
  }
}

function firstLine(child: ChildProcess, options: EmulatorOptions): Promise<Ready> {
  const timeoutMs = options.startTimeoutMs ?? 60_000;
  const cancelled = options.cancel?.signal;
  return new Promise<Ready>((resolve, reject) => {
    const onAbort = (): void => reject(cancelled?.reason);
    const late = setTimeout(() => {
      reject(unexpectedEnd(`The emulator was not ready after ${timeoutMs / 1000} s`, child, options.logFile));
    }, timeoutMs);
    const settle = (finish: () => void): void => {
      clearTimeout(late);
      cancelled?.removeEventListener("abort", onAbort);
      finish();
    };
    cancelled?.addEventListener("abort", onAbort, { once: true });
    child.once("error", (cause) => {
      settle(() => reject(new LocalError(`The emulator could not be started: ${cause.message}.`, { cause })));
    });
    child.once("close", () => {
      settle(() => reject(unexpectedEnd("The emulator did not start", child, options.logFile)));
    });
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (!text.includes("\n")) return;
      const ready = parseReady(text);
      const refuse = (): void =>
        reject(unexpectedEnd("The emulator did not say where it listens", child, options.logFile));
      settle(() => (ready ? resolve(ready) : refuse()));
    });
  });
}

function parseReady(text: string): Ready | undefined {
  try {
    const ready = JSON.parse(text.split("\n", 1)[0] ?? "") as Partial<Ready>;
    return ready.endpoint && ready.pid ? { endpoint: ready.endpoint, pid: ready.pid } : undefined;
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess, ended: Promise<void>, timeoutMs: number): Promise<void> {
  child.stdin?.end();
  child.kill("SIGTERM");
  const late = setTimeout(() => signalGroup(child, "SIGKILL"), timeoutMs);
  await ended;
  clearTimeout(late);
}

function unexpectedEnd(what: string, child: ChildProcess, logFile: string): LocalError {
  const how = child.exitCode ?? child.signalCode;
  return new LocalError(`${what}${how === null ? "" : ` (${how})`}.`, { lines: tail(logFile), logFile });
}

function tail(logFile: string): string[] {
  try {
    return lastLines(readFileSync(logFile, "utf8"), 8);
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
