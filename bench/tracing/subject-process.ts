import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Answers, Command, Contender } from "./contract";
import type { Installations } from "./installation";

const KEY = "lsv2_pt_0123456789abcdef0123456789abcdef_bench00000";

interface Reply<T> {
  readonly answer?: T;
  readonly error?: string;
}

/** A contender in a process of its own, without tsx. */
export class SubjectProcess {
  static async start(contender: Contender, installations: Installations): Promise<SubjectProcess> {
    const { subject, tracing, folder } = contender.withLangChain
      ? installations.withLangChain
      : installations.plain;
    const child = spawn(process.execPath, ["--expose-gc", subject, JSON.stringify(contender), tracing], {
      cwd: folder,
      // what is said on the console costs what it costs, and is counted in there
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: { PATH: process.env.PATH, ...langsmith(contender.endpoint) },
    });
    const started = new SubjectProcess(child, contender);
    await started.answer<"ready">();
    return started;
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly contender: Contender,
  ) {}

  async ask<Kind extends Command["kind"]>(command: Extract<Command, { kind: Kind }>): Promise<Answers[Kind]> {
    this.child.send(command);
    return this.answer<Answers[Kind]>();
  }

  private answer<T>(): Promise<T> {
    const who = JSON.stringify(this.contender);
    return new Promise((resolve, reject) => {
      const ended = (code: unknown) => reject(new Error(`${who} ended: ${code}`));
      this.child.once("exit", ended);
      this.child.once("message", ({ answer, error }: Reply<T>) => {
        this.child.off("exit", ended);
        if (answer === undefined) reject(new Error(`${who}: ${error}`));
        else resolve(answer);
      });
    });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exited;
  }
}

function langsmith(endpoint: string | undefined): Readonly<Record<string, string>> {
  if (endpoint === undefined) return { LANGSMITH_TRACING: "false" };
  return {
    LANGSMITH_TRACING: "true",
    LANGSMITH_API_KEY: KEY,
    LANGSMITH_ENDPOINT: endpoint,
    LANGSMITH_PROJECT: "langgraph-platform",
  };
}
