import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { z } from "zod";

const AGENT = join(import.meta.dirname, "../../../examples/agent");

export interface AgentProcessOptions {
  /** All of its environment, but for PATH, HOST (127.0.0.1) and PORT (0: a free one). @default {} */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Of the command line, such as "--insecure". @default [] */
  readonly args?: readonly string[];
  /** File in `dist`. @default "main.js" */
  readonly script?: string;
  /** The agent's folder. @default - examples/agent */
  readonly folder?: string;
  /** Options of Node. @default ["--expose-gc"], so that `memory` is what is in use */
  readonly nodeOptions?: readonly string[];
  /**
   * Where its end is registered: the context's in concurrent tests; null in hooks, which stop it themselves.
   *
   * @default - the running test's
   */
  readonly onTestFinished?: ((fn: () => Promise<void>) => void) | null;
}

export interface Exited {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const logLine = z.looseObject({ level: z.union([z.string(), z.number()]), msg: z.string().optional() });

/** A line of the agent's log. */
export type LogLine = Readonly<z.infer<typeof logLine>>;

const memory = z.object({ heapUsed: z.number(), maxRss: z.number() });

/** Bytes: what the heap has in use once garbage is collected, and the most that the process has ever had. */
export type Memory = Readonly<z.infer<typeof memory>>;

/** The built agent (`npm run build` in examples/agent) as a process. It ends with the test, and with the run of tests. */
export class AgentProcess {
  /** Resolves when it has ended and all that it said has been read. */
  readonly exited: Promise<Exited>;
  #stdout = "";
  #stderr = "";
  #isOver = false;
  readonly #waiting = new Set<() => void>();

  /**
   * Starts it, and waits until it listens.
   *
   * @throws with what it said, where it ends before
   */
  static async start(options: AgentProcessOptions = {}): Promise<AgentProcess> {
    const agent = AgentProcess.launch(options);
    await agent.until(() => agent.listening !== undefined);
    return agent;
  }

  /** Starts it without waiting, such as one that is to refuse. */
  static launch(options: AgentProcessOptions = {}): AgentProcess {
    const {
      folder = AGENT,
      script = "main.js",
      args = [],
      nodeOptions = ["--expose-gc"],
      env = {},
    } = options;
    const beside = join(import.meta.dirname, "beside-the-agent.mjs");
    const child = spawn(
      process.execPath,
      [...nodeOptions, "--import", beside, join(folder, "dist", script), ...args],
      {
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        cwd: folder,
        env: { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...env },
      },
    );
    const agent = new AgentProcess(child);
    const { onTestFinished: finish = onTestFinished } = options;
    finish?.(() => agent.stop());
    return agent;
  }

  private constructor(private readonly child: ChildProcess) {
    const read = (stream: NodeJS.ReadableStream | null, add: (line: string) => void) => {
      if (stream === null) return;
      createInterface({ input: stream }).on("line", (line) => {
        add(`${line}\n`);
        this.check();
      });
    };
    read(child.stdout, (line) => {
      this.#stdout += line;
    });
    read(child.stderr, (line) => {
      this.#stderr += line;
    });
    this.exited = once(child, "close").then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      this.#isOver = true;
      this.check();
      return {
        code: typeof code === "number" ? code : null,
        signal: typeof signal === "string" ? signal : null,
      };
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Such as "http://127.0.0.1:40123". */
  get url(): string {
    if (this.listening === undefined) throw new Error(`the agent does not listen:\n${this.output}`);
    return this.listening;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** All that it has said so far. */
  get output(): string {
    return this.#stdout + this.#stderr;
  }

  /** The lines of its log so far. */
  get logs(): readonly LogLine[] {
    return this.#stdout.split("\n").flatMap((line) => {
      const parsed = logLine.safeParse(line.startsWith("{") ? JSON.parse(line) : undefined);
      return parsed.success ? [parsed.data] : [];
    });
  }

  private get listening(): string | undefined {
    return /"msg":"Listening on (http:[^"]+)"/.exec(this.#stdout)?.[1];
  }

  signal(name: NodeJS.Signals): void {
    if (!this.#isOver) this.child.kill(name);
  }

  /** Ends it at once, where it has not ended. */
  async stop(): Promise<void> {
    this.signal("SIGKILL");
    await this.exited;
  }

  /** Waits until it has said something. */
  async untilSays(text: string | RegExp): Promise<void> {
    const said = typeof text === "string" ? () => this.output.includes(text) : () => text.test(this.output);
    await this.until(said, String(text));
  }

  /**
   * Waits until something holds, which is looked at after each line that it says.
   *
   * @throws with what it said, where it ends before
   */
  async until(condition: () => boolean, what = "so"): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (condition()) resolve();
        else if (this.#isOver) reject(new Error(`the agent ended before it was ${what}:\n${this.output}`));
        else return;
        this.#waiting.delete(check);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async memory(): Promise<Memory> {
    const told = once(this.child, "message");
    this.child.send("memory");
    const [usage] = await told;
    return memory.parse(usage);
  }

  private check(): void {
    for (const check of this.#waiting) check();
  }
}
