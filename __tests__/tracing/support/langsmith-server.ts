import { z } from "zod";
import { HANG_MS } from "../../support/time";
import { LoopbackServer, type Mode, type ModeOptions, ServerProcess } from "./server-process";

export interface LangSmithServerOptions {
  /** What `/info` offers; "zstd" needs a server and a client on Node >= 22.15. @default "gzip" */
  readonly compression?: "none" | "gzip" | "zstd";
  /** Runs that a request may hold, as `/info` tells. @default 100 */
  readonly batchRuns?: number;
  /** Whether runs are kept, or only counted. @default true */
  readonly keepRuns?: boolean;
  /** Whether requests are kept for `texts`, `found` and `bytes`. @default true */
  readonly keepRequests?: boolean;
  /** The Node that runs the server. @default - the one that runs this */
  readonly node?: string;
}

/** "multipart off": 404 at /runs/multipart, so that clients fall back to /runs/batch. */
export type LangSmithMode = Mode | "multipart off";

const json = z.record(z.string(), z.unknown());

const run = z.object({
  id: z.string(),
  name: z.string().optional(),
  run_type: z.string().optional(),
  inputs: json.optional(),
  outputs: json.optional(),
  error: z.string().optional(),
  tags: z.array(z.string()).optional(),
  /** Of `extra`. */
  metadata: json,
  extra: json.optional(),
  events: z.array(z.unknown()).optional(),
  serialized: z.unknown().optional(),
  parent_run_id: z.string().optional(),
  trace_id: z.string(),
  dotted_order: z.string(),
  start_time: z.union([z.string(), z.number()]).optional(),
  end_time: z.union([z.string(), z.number()]).optional(),
  session_name: z.string().optional(),
  reference_example_id: z.string().optional(),
  /** Of the request that brought its last part. */
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  /** How often its beginning was accepted, and its end. */
  posts: z.number(),
  patches: z.number(),
});

/** A run as LangSmith has it: what was accepted with a 2xx answer, its beginning and end merged. */
export type ReceivedRun = Readonly<z.infer<typeof run>>;

const answer = z.object({ version: z.number(), runs: z.array(run) });
const accepted = z.object({ posts: z.number(), patches: z.number() });

/** LangSmith's ingestion: `/info`, `/runs/multipart` and `/runs/batch`. */
export class LangSmithServer extends LoopbackServer {
  static async start({ node, ...options }: LangSmithServerOptions = {}): Promise<LangSmithServer> {
    const { server, endpoint } = await ServerProcess.start("langsmith-server.mjs", options, node);
    return new LangSmithServer(server, endpoint);
  }

  override async setMode(mode: LangSmithMode, options: ModeOptions = {}): Promise<void> {
    if (mode !== "multipart off") return super.setMode(mode, options);
    await super.setMode({ status: 404 }, { ...options, only: "/runs/multipart" });
  }

  async runs(): Promise<readonly ReceivedRun[]> {
    return answer.parse(await this.server.call("runs", -1, 0)).runs;
  }

  /**
   * Waits until `condition` holds for the runs, and returns them.
   *
   * @param timeoutMs @default 60_000
   * @throws with the names of the runs that are there when time is over
   */
  async until(
    condition: (runs: readonly ReceivedRun[]) => boolean,
    timeoutMs = HANG_MS,
  ): Promise<readonly ReceivedRun[]> {
    const deadline = performance.now() + timeoutMs;
    for (let seen = -1; ; ) {
      const left = Math.max(0, deadline - performance.now());
      const { version, runs } = answer.parse(await this.server.call("runs", seen, seen === -1 ? 0 : left));
      if (condition(runs)) return runs;
      if (left === 0)
        throw new Error(`not so after ${timeoutMs} ms: ${runs.map(summary).join(", ") || "no run"}`);
      seen = version;
    }
  }

  /** Waits until that many runs have ended. */
  async untilEnded(count: number): Promise<readonly ReceivedRun[]> {
    return this.until((runs) => runs.filter(hasEnded).length >= count);
  }

  /** Beginnings and ends that were accepted, repeated ones included; also where runs are not kept. */
  async accepted(): Promise<{ readonly posts: number; readonly patches: number }> {
    return accepted.parse(await this.server.call("accepted"));
  }

  /** Bytes of all bodies as they came over the wire, of every mode. */
  async bytes(): Promise<number> {
    return z.number().parse(await this.server.call("bytes"));
  }

  /** Each request of every mode: first line, headers and decompressed body. */
  async texts(): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.server.call("texts"));
  }

  /** Those of the texts that any request of any mode had in it: `expect(await server.found(secrets)).toEqual([])`. */
  async found(texts: readonly string[]): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.server.call("found", texts));
  }
}

export function hasEnded({ end_time: endTime }: ReceivedRun): boolean {
  return endTime !== undefined;
}

function summary(run: ReceivedRun): string {
  return `${run.name} (${hasEnded(run) ? "ended" : "running"})`;
}
