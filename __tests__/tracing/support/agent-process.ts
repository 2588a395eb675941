import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inject, onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");

/** Nodes that agents run on, by their major version; 20 is the one that runs the tests. */
export const NODES = {
  20: process.execPath,
  22: join(ROOT, "node_modules/node22/bin/node"),
  24: join(ROOT, "node_modules/node24/bin/node"),
} as const;

export interface AgentOptions {
  /** All of its environment, but for PATH and HOME. @default {} */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default - the one that runs the tests */
  readonly node?: string;
  readonly args?: readonly string[];
  /**
   * Where its end is registered: the context's in concurrent tests; null in hooks, which wait for it themselves.
   *
   * @default - the running test's
   */
  readonly onTestFinished?: ((fn: () => void) => void) | null;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An agent of `../agents` in a process of its own, since tracing is set once per process; it ends with the test. */
export class AgentProcess {
  #stdout = "";
  #stderr = "";
  readonly #ended: Promise<Ended>;
  readonly #waiting = new Set<() => void>();

  static start(
    script: string,
    {
      env = {},
      node = process.execPath,
      args = [],
      onTestFinished: finish = onTestFinished,
    }: AgentOptions = {},
  ): AgentProcess {
    const child = spawn(
      node,
      ["--expose-gc", join(inject("builtAgents"), "agents", script.replace(/\.ts$/, ".mjs")), ...args],
      {
        stdio: ["pipe", "pipe", "pipe"],
        cwd: ROOT,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      },
    );
    const agent = new AgentProcess(child);
    finish?.(() => agent.kill());
    return agent;
  }

  private constructor(private readonly child: ChildProcess) {
    for (const [stream, add] of [
      [child.stdout, (line: string) => (this.#stdout += line)],
      [child.stderr, (line: string) => (this.#stderr += line)],
    ] as const) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        add(`${line}\n`);
        for (const check of this.#waiting) check();
      });
    }
    this.#ended = once(child, "close").then(([code, signal]: (number | NodeJS.Signals | null)[]) => ({
      code: typeof code === "number" ? code : null,
      signal: typeof signal === "string" ? signal : null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
  }

  /** Gives it a line of standard input, and returns what it says to it: the rest of a line `after <line>: `. */
  async tell(line: string): Promise<string> {
    this.child.stdin?.write(`${line}\n`);
    const answer = `after ${line}: `;
    await this.untilSays(answer);
    return this.#stdout.slice(this.#stdout.lastIndexOf(answer) + answer.length).split("\n", 1)[0] ?? "";
  }

  /** Waits for a line of its standard output, and returns all that it has said so far. */
  async untilSays(text: string): Promise<string> {
    const said = new Promise<void>((resolve) => {
      const check = () => {
        if (!this.#stdout.includes(text)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
    const ended = this.#ended.then(({ stdout, stderr }) => {
      if (!stdout.includes(text))
        throw new Error(`the agent ended without saying ${text}:\n${stdout}${stderr}`);
    });
    await Promise.race([said, ended]);
    return this.#stdout;
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Its last line of standard output, as JSON; the agent has to end well. */
  async result<T>(): Promise<T> {
    const { code, stdout, stderr } = await this.#ended;
    if (code !== 0) throw new Error(`the agent ended with ${code}:\n${stdout}${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  }
}

/** Environment of an agent that traces to a loopback server. */
export function langsmithEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    LANGSMITH_API_KEY: "lsv2_pt_0123456789abcdef0123456789abcdef_canary0000",
    LANGSMITH_ENDPOINT: endpoint,
    LANGSMITH_PROJECT: "langgraph-platform",
    LANGSMITH_TRACING: "true",
    LANGCHAIN_TRACING_V2: "true",
  };
}
