import { z } from "zod";
import type { TokenUsage } from "../../../src/tracing/records";
import { LoopbackServer, ServerProcess } from "./server-process";

/** Which requests a reply is for. @default - every one */
export interface Match {
  readonly model?: string;
  /** Text that the messages hold anywhere, as JSON. */
  readonly contains?: string;
}

export interface Reply {
  /** @default "The answer is 42.", streamed word by word */
  readonly text?: string;
  /** Null: the provider sends none. @default - 1000 in, 400 of them cached, 50 out */
  readonly usage?: (Partial<TokenUsage> & Pick<TokenUsage, "input" | "output">) | null;
  /** The model calls these instead of answering with text. */
  readonly toolCalls?: readonly {
    readonly name: string;
    readonly args?: Readonly<Record<string, unknown>>;
  }[];
  /** Model that the answer names, such as a dated one. @default - the one that was asked for */
  readonly answersAs?: string;
  /** An error instead, such as 429 or 500. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Before anything is answered. @default 0 */
  readonly delayMs?: number;
  /** After each event of a stream. @default 0 */
  readonly chunkDelayMs?: number;
  /** Never answers. */
  readonly hangs?: boolean;
  /** Number of a stream's events (the first one has no text) after which nothing more comes. */
  readonly hangsAfter?: number;
  /** Number of a stream's events after which it waits for `release`. */
  readonly waitsAfter?: number;
  /** Number of a stream's events after which the connection ends; of an answer that is no stream half is sent. */
  readonly cutAfter?: number;
}

const requests = z.array(
  z.object({
    path: z.string(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.looseObject({ model: z.string(), stream: z.boolean().optional() }),
    /** Whether the connection ended before the answer did. */
    brokenOff: z.boolean(),
  }),
);

export type ModelRequest = Readonly<z.infer<typeof requests>[number]>;

/** A model provider that speaks OpenAI's chat completions and responses, streamed and not. */
export class OpenAIServer extends LoopbackServer {
  static async start(): Promise<OpenAIServer> {
    const { server, endpoint } = await ServerProcess.start("openai-server.mjs");
    return new OpenAIServer(server, endpoint);
  }

  /** What clients take as `baseURL`. */
  get baseUrl(): string {
    return `${this.endpoint}/v1`;
  }

  /**
   * Answers the requests that match so from now on; later replies come before earlier ones.
   *
   * @param times number of requests that get it. @default - all
   */
  async reply(match: Match, reply: Reply, times?: number): Promise<void> {
    await this.server.call("reply", match, reply, times);
  }

  /** Lets all streams go on that wait. */
  async release(): Promise<void> {
    await this.server.call("release");
  }

  /** Requests that reached a model since the start or the last reset. */
  async requests(): Promise<readonly ModelRequest[]> {
    return requests.parse(await this.server.call("requests"));
  }
}
