import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { scrubbed } from "../../../src/local/environment";
import { CREDENTIALS, REGION } from "./registry";
import type { World } from "./world";

export const PROGRAM = join(import.meta.dirname, "../../../dist/langgraph-platform.mjs");

const PACED = pathToFileURL(join(import.meta.dirname, "paced.mjs")).href;

const wait = z.object({ id: z.number(), seconds: z.number() });

/**
 * The built command line in a process of its own, on a copy of production whose clock stands still but for its waits: a
 * busy machine takes long for everything, and nothing of that is time on AWS.
 *
 * Its waits do not end either while the test acts: from when it has said what was awaited until the next thing is.
 */
export class RunningCommand {
  #stdout = "";
  #stderr = "";
  /** Ends the wait that the command is in. */
  #held: (() => void) | undefined;
  #isHolding = false;
  #awaited: ((isOver: boolean) => void) | undefined;
  readonly #closed: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly world: World,
  ) {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#awaited?.(false);
    });
    child.on("message", (message) => {
      const { id, seconds } = wait.parse(message);
      const end = () => void this.pass(seconds, id);
      if (this.#isHolding) this.#held = end;
      else end();
    });
    this.#closed = once(child, "close").then(() => this.#awaited?.(true));
  }

  static start(world: World, args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCommand {
    const child = spawn(process.execPath, ["--import", PACED, PROGRAM, ...args], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...scrubbed(process.env),
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: world.endpoint,
        GITHUB_STEP_SUMMARY: "",
        ...env,
      },
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    return new RunningCommand(child, world);
  }

  /** What it has said so far. */
  get progress(): string {
    return this.#stderr;
  }

  /** Waits until the progress says something, and holds the command in its next wait from then on. */
  async says(words: string | RegExp): Promise<void> {
    const isSaid = () =>
      typeof words === "string" ? this.#stderr.includes(words) : words.test(this.#stderr);
    await new Promise<void>((resolve, reject) => {
      this.#awaited = (isOver) => {
        if (isSaid()) {
          this.#awaited = undefined;
          this.#isHolding = true;
          resolve();
        } else if (isOver) reject(new Error(`never said ${words}:\n${this.#stderr}`));
      };
      this.goOn();
      this.#awaited(this.child.exitCode !== null || this.child.signalCode !== null);
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
    this.goOn();
    await this.#closed;
    return { code: this.child.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }

  private goOn(): void {
    this.#isHolding = false;
    this.#held?.();
    this.#held = undefined;
  }

  private async pass(seconds: number, id: number): Promise<void> {
    await this.world.advance(seconds);
    // it may have been killed meanwhile
    if (this.child.connected) this.child.send({ ended: id }, () => {});
  }
}

/** Runs the command line to its end. */
export function run(world: World, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return RunningCommand.start(world, args, env).end();
}
