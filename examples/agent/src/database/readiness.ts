import { setTimeout as delay } from "node:timers/promises";

const KEPT_MS = 1_000;
/** Load balancers wait for five seconds. */
export const CHECK_TIMEOUT_MS = 2_000;

export interface ReadinessOptions {
  /** Why it is not ready, or undefined. Must not throw. */
  readonly check: () => Promise<string | undefined>;
  /** The reason while the check takes too long, or undefined where that is none. */
  readonly late: () => string | undefined;
  /** How long an answer is given again. @default 1000 */
  readonly keptMs?: number;
  /** @default 2000 */
  readonly timeoutMs?: number;
}

/** Checks once at a time, however many ask, and answers in time. */
export function readiness({ check, late, keptMs = KEPT_MS, timeoutMs = CHECK_TIMEOUT_MS }: ReadinessOptions) {
  let underWay: Promise<string | undefined> | undefined;
  let last: { readonly reason: string | undefined; readonly at: number } | undefined;

  async function run(): Promise<string | undefined> {
    const reason = await check();
    last = { reason, at: performance.now() };
    underWay = undefined;
    return reason;
  }

  return async (): Promise<string | undefined> => {
    if (last !== undefined && performance.now() - last.at < keptMs) return last.reason;
    underWay ??= run();
    const timer = new AbortController();
    const timeout = delay(timeoutMs, undefined, { signal: timer.signal }).then(late, () => undefined);
    try {
      return await Promise.race([underWay, timeout]);
    } finally {
      timer.abort();
    }
  };
}
