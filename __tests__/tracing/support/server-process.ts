import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { z } from "zod";

/**
 * How a server behaves. "refused": its port is closed. "hung": it takes requests and never answers. "cut off": it ends
 * the connection while the request's body (of a GET: the answer) is on its way. `maxBytes`: it answers 413 to larger bodies.
 */
export type Mode =
  | "healthy"
  | "refused"
  | "hung"
  | "cut off"
  | {
      readonly status: number;
      /** Goes out as Retry-After. @default 1 with status 429, else none */
      readonly retryAfterSeconds?: number;
    }
  | { readonly delayMs: number }
  | { readonly maxBytes: number };

export interface ModeOptions {
  /** Start of the paths that the mode is for. @default - all */
  readonly only?: string;
  /** Number of requests after which the server is healthy again. @default - until told otherwise */
  readonly times?: number;
}

const message = z.object({
  ready: z.string().optional(),
  id: z.number().optional(),
  value: z.unknown().optional(),
  error: z.string().optional(),
});

interface Call {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A loopback server in a process of its own. It ends with `stop()`, and by itself when this process ends in whatever way;
 * it does not keep this process alive.
 */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, Call>();
  readonly #ready: Promise<string>;
  #lastId = 0;

  /**
   * @param script file in `processes`
   * @param node the Node that runs it. @default - the one that runs this
   */
  static async start(
    script: string,
    options: object = {},
    node = process.execPath,
  ): Promise<{ readonly server: ServerProcess; readonly endpoint: string }> {
    const server = new ServerProcess(script, options, node);
    return { server, endpoint: await server.#ready };
  }

  private constructor(script: string, options: object, node: string) {
    this.#child = spawn(node, [join(import.meta.dirname, "processes", script), JSON.stringify(options)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: {},
    });
    this.#ready = new Promise((resolve, reject) => {
      this.#child.on("message", (received) => {
        const { ready, id, value, error } = message.parse(received);
        if (ready !== undefined) resolve(ready);
        if (id === undefined) return;
        const call = this.#calls.get(id);
        this.#calls.delete(id);
        if (error === undefined) call?.resolve(value);
        else call?.reject(new Error(`${script}: ${error}`));
        this.#keepAlive();
      });
      const ended = (why: unknown) => {
        const error = new Error(`${script} has ended: ${why}`);
        reject(error);
        for (const call of this.#calls.values()) call.reject(error);
        this.#calls.clear();
      };
      this.#child.once("error", ended);
      this.#child.once("exit", (code, signal) => ended(code ?? signal));
    });
    this.#ready.finally(() => this.#keepAlive()).catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async call(command: string, ...args: readonly unknown[]): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    if (!this.#child.connected) throw new Error(`the server has ended: no ${command}`);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#keepAlive();
      this.#child.send({ id, command, args });
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  /** Only while an answer is awaited. */
  #keepAlive(): void {
    if (this.#calls.size > 0) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }
}

/** What all loopback servers offer. */
export abstract class LoopbackServer {
  constructor(
    protected readonly server: ServerProcess,
    /** Such as "http://127.0.0.1:40123". */
    readonly endpoint: string,
  ) {}

  get pid(): number | undefined {
    return this.server.pid;
  }

  async setMode(mode: Mode, options: ModeOptions = {}): Promise<void> {
    await this.server.call("setMode", mode, options);
  }

  /** Requests since the start or the last reset, by method and path, such as `{ "GET /info": 1 }`; of every mode. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    return z.record(z.string(), z.number()).parse(await this.server.call("counts"));
  }

  /** Forgets what it got; the mode stays. */
  async reset(): Promise<void> {
    await this.server.call("reset");
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
