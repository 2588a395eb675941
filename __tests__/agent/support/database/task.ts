import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";

const AGENT = join(import.meta.dirname, "../../../../examples/agent");

const answer = z.object({
  id: z.number().optional(),
  value: z.unknown().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  isReady: z.boolean().optional(),
  hangs: z.string().optional(),
});

/** What a task has thrown. */
export class TaskError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** A process that has a database, threads and retention as the built agent has, and nothing else. It ends with the test. */
export class DatabaseTask {
  /**
   * Resolves when it holds the lock of migrations, and hangs: with how long the server would let it by what the agent asks for, such
   * as "1min". Tests have no time for it, and give IDLE_TRANSACTION.
   */
  readonly hangs: Promise<unknown>;
  readonly #ready: Promise<unknown>;
  readonly #waiting = new Map<number, (told: z.infer<typeof answer>) => void>();
  readonly #child: ChildProcess;
  #count = 0;

  static async start(env: Readonly<Record<string, string>>): Promise<DatabaseTask> {
    const task = new DatabaseTask(env);
    onTestFinished(() => task.kill());
    await task.#ready;
    return task;
  }

  private constructor(env: Readonly<Record<string, string>>) {
    this.#child = fork(join(import.meta.dirname, "task-program.mjs"), [AGENT], {
      env: { PATH: process.env.PATH, ...env },
      execArgv: [],
    });
    this.#ready = this.told("isReady");
    this.hangs = this.told("hangs");
    this.#child.on("message", (message) => {
      const told = answer.parse(message);
      this.#waiting.get(told.id ?? -1)?.(told);
    });
  }

  /** @throws TaskError where it has thrown */
  async do(command: string, ...args: readonly unknown[]): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    const told = await new Promise<z.infer<typeof answer>>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, command, args });
    });
    this.#waiting.delete(id);
    if (told.error !== undefined) throw new TaskError(told.error, told.message ?? "");
    return told.value;
  }

  /** Holds it, as a machine does that is cut off: its connections stay open. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  private told(what: "isReady" | "hangs"): Promise<unknown> {
    return new Promise((resolve) => {
      this.#child.on("message", (message) => {
        const told = answer.parse(message)[what];
        if (told !== undefined) resolve(told);
      });
    });
  }
}
