import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { z } from "zod";
import type { CallerOptions } from "./caller-options";

const report = z.object({ allowed: z.number() });

/** A task of the service in a process of its own; it ends with the test. */
export class Task {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves once it is ready to make its calls. */
  static async start(options: CallerOptions, env: Readonly<Record<string, string>>): Promise<Task> {
    const args = [join(inject("builtAgents"), "budgets/support/caller.mjs"), JSON.stringify(options)];
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      env: { PATH: process.env.PATH, ...env },
    });
    const task = new Task(child);
    onTestFinished(() => task.kill());
    await once(child, "message");
    return task;
  }

  /** Has it make its calls, and tells how many were allowed. */
  async call(): Promise<number> {
    const answer = once(this.child, "message");
    this.child.send("go");
    const [message] = await answer;
    return report.parse(message).allowed;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exit;
  }
}
