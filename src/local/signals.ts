import { Interrupted } from "./errors";
import type { Cancel } from "./process";

/** npm passes a terminal's Ctrl-C on to what it runs, which the terminal has already told. */
const ECHO_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The first signal to this process asks for an orderly end, a later one kills; so does the end of this process itself.
 *
 * @param onFirst called when the orderly end begins
 */
export function cancelOnSignals(onFirst: () => void): Cancel {
  const stop = new AbortController();
  const force = new AbortController();
  let first = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        first = performance.now();
        onFirst();
        stop.abort(new Interrupted(signal));
      } else if (performance.now() - first > ECHO_MS) {
        force.abort();
      }
    });
  }
  process.on("exit", () => force.abort());
  return { signal: stop.signal, force: force.signal };
}
