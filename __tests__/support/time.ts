/** A limit for hangs alone, in milliseconds: no busy machine comes near it. */
export const HANG_MS = 60_000;

/**
 * A bound, in milliseconds, for what has a deadline of seconds: far above what a busy machine takes beside it, and far below what follows
 * without one.
 */
export const PROMPT_MS = 30_000;

/** Milliseconds of the quickest of some runs: the others may have waited for a busy machine. */
export function quickest(run: () => unknown, runs = 5): number {
  const times = Array.from({ length: runs }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}
