import { RunCancelledError } from "../../../src/runs/errors.js";
import type { RunRequest, RunResult, RunService } from "../../../src/runs/run-service.js";

/** What a run answers. */
export type Script = (request: RunRequest) => string | Promise<string>;

/** Runs that say what a test wants. */
export class ScriptedRuns implements RunService {
  readonly agents = ["financial-analysis-agent"];
  readonly requests: RunRequest[] = [];
  /** Runs under way at once, at most. */
  most = 0;
  active = 0;

  constructor(public script: Script = () => "It is liquid.") {}

  stream(): never {
    throw new Error("nobody reads it");
  }

  async invoke(request: RunRequest): Promise<RunResult> {
    this.requests.push(request);
    this.active += 1;
    this.most = Math.max(this.most, this.active);
    try {
      const answer = await Promise.race([this.script(request), cancelled(request.signal)]);
      const counts = {
        inputTokens: 0,
        outputTokens: 0,
        pricedCalls: 0,
        unpricedCalls: 0,
        unmeasuredCalls: 0,
      };
      return {
        runId: "run",
        threadId: "thread",
        answer,
        usage: { type: "done", latencyMs: 1, costUsd: 0, ...counts },
      };
    } finally {
      this.active -= 1;
    }
  }
}

function cancelled(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const cancel = () => reject(new RunCancelledError(signal.reason));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
  });
}

/** Holds runs back until it is opened. */
export class Gate {
  open: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });

  readonly script: Script = async () => {
    await this.#opened;
    return "Done.";
  };
}
