import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { scrubbed } from "../../../src/local/environment";
import { CREDENTIALS, REGION } from "./registry";
import type { World } from "./world";

export const PROGRAM = join(import.meta.dirname, "../../../dist/langgraph-platform.mjs");

/** How many times faster the emulator's clock runs where the tool is a process of its own, and waits in real time. */
const SCALE = 300;

/** For tests that act within the five minutes of a canary, which are ten seconds then. */
export const SLOW_SCALE = 30;

/**
 * The built command line in a process of its own, on a copy of production whose clock is accelerated.
 *
 * The clock stands still until the command has said something, and when it is over: a busy machine takes long to start one.
 */
export class RunningCommand {
  #stdout = "";
  #stderr = "";
  readonly #waiting: (() => void)[] = [];
  readonly #closed: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    setClock: (scale: number) => Promise<unknown>,
    scale: number,
  ) {
    // a world that is gone has no clock
    const clock = (value: number) => void setClock(value).catch(() => undefined);
    child.stderr?.once("data", () => clock(scale));
    child.once("exit", () => clock(0));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      for (const check of this.#waiting) check();
    });
    this.#closed = once(child, "close").then(() => {
      for (const check of this.#waiting) check();
    });
  }

  static async start(
    world: World,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    scale = SCALE,
  ): Promise<RunningCommand> {
    const setClock = (value: number) => world.control("POST", "clock", { scale: value });
    await setClock(0);
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...scrubbed(process.env),
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: world.endpoint,
        LANGGRAPH_PLATFORM_CLOCK_SCALE: String(scale),
        GITHUB_STEP_SUMMARY: "",
        ...env,
      },
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    return new RunningCommand(child, setClock, scale);
  }

  /** What it has said so far. */
  get progress(): string {
    return this.#stderr;
  }

  /** Waits until the progress says something. */
  async says(words: string | RegExp): Promise<void> {
    const isSaid = () =>
      typeof words === "string" ? this.#stderr.includes(words) : words.test(this.#stderr);
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (isSaid()) resolve();
        else if (this.child.exitCode !== null || this.child.signalCode !== null)
          reject(new Error(`never said ${words}:\n${this.#stderr}`));
      };
      this.#waiting.push(check);
      check();
    });
  }

  /** As a reader that has seen enough, or a terminal that is closed. */
  stopReading(): void {
    this.child.stderr?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    await this.#closed;
    return { code: this.child.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }
}

/** Runs the command line to its end. */
export async function run(world: World, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return (await RunningCommand.start(world, args, env)).end();
}
