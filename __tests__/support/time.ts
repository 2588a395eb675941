/** A limit for hangs alone, in milliseconds: no busy machine comes near it. */
export const HANG_MS = 60_000;

/** Milliseconds of the quickest of some runs: the others may have waited for a busy machine. */
export function quickest(run: () => unknown, runs = 5): number {
  const times = Array.from({ length: runs }, () => {
    const startedAt = performance.now();
    run();
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}
