import { tracingState } from "../state";
import { sendNow } from "./last-resort";
import { flush, SHUTDOWN_TIMEOUT_MS, type ShutdownOptions, shutdown } from "./shutdown";

/** Even who has waited long gets one more try. */
const LAST_TRY_MS = 1_000;

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Sends what waits when the process ends: by SIGTERM or SIGINT, with nothing left to do, by an error that nobody
 * catches, or by `process.exit`. All of it within one deadline.
 *
 * The exit code and the printed error stay what they would have been, and other handlers run. Where another handler
 * listens to the signal, it decides when the process ends, and executions under way go on until then.
 */
export function installShutdownHandlers({ timeoutMs = SHUTDOWN_TIMEOUT_MS }: ShutdownOptions = {}): void {
  const state = tracingState();
  if (state.hasHandlers) return;
  state.hasHandlers = true;
  const ending = new Ending(timeoutMs);
  for (const signal of SIGNALS) {
    const handle = () => {
      // another handler may have requests to answer first: what is left then goes at the end
      if (process.listenerCount(signal) > 1) {
        void flush({ timeoutMs });
        return;
      }
      const raiseAgain = () => {
        process.off(signal, handle);
        raise(signal);
      };
      // who asks twice does not want to wait
      if (ending.hasBegun) raiseAgain();
      else void ending.shutDown().finally(raiseAgain);
    };
    process.on(signal, handle);
  }
  process.once("beforeExit", () => void ending.shutDown({ isIdle: true }));
  process.on("uncaughtExceptionMonitor", () => {
    // with a handler of the application's own the process goes on
    const goesOn =
      process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (!goesOn) ending.sendNow();
  });
  process.on("exit", () => ending.sendNow());
}

/** One deadline for all that happens at the end. */
class Ending {
  #startedAt: number | undefined;
  #shutdown: Promise<unknown> | undefined;

  constructor(private readonly timeoutMs: number) {}

  private get leftMs(): number {
    this.#startedAt ??= performance.now();
    return Math.max(0, Math.floor(this.timeoutMs - (performance.now() - this.#startedAt)));
  }

  get hasBegun(): boolean {
    return this.#shutdown !== undefined;
  }

  /** @param isIdle whether the process had nothing left to do: a request that hung has kept it until now, on our time */
  shutDown({ isIdle = false } = {}): Promise<unknown> {
    const idleMs = (isIdle && tracingState().runtime?.client?.queue.idleMs) || 0;
    this.#shutdown ??= shutdown({
      timeoutMs: Math.min(this.timeoutMs, Math.max(LAST_TRY_MS, this.leftMs - idleMs)),
    });
    return this.#shutdown;
  }

  sendNow(): void {
    const { runtime } = tracingState();
    if (runtime !== undefined) sendNow(runtime, this.leftMs);
  }
}

/** The signal's own way to end a process; as the first one of a container, a process has none. */
function raise(signal: (typeof SIGNALS)[number]): void {
  if (process.pid === 1) process.exit(signal === "SIGTERM" ? 143 : 130);
  process.kill(process.pid, signal);
}
