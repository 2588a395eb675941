import { setTimeout } from "node:timers/promises";
import type { Pace } from "../../deploy/pace";

/**
 * Waits in real time.
 *
 * @param scale how many times faster AWS's clock runs: above 1 on an emulator with an accelerated clock. @default 1
 */
export function realPace(scale = 1): Pace {
  return {
    async wait(seconds, signal) {
      // a signal that was aborted before has had its effect: the next wait is a full one
      const ends = signal?.aborted ? undefined : signal;
      await setTimeout((seconds * 1000) / scale, undefined, { signal: ends }).catch((error: Error) => {
        if (error.name !== "AbortError") throw error;
      });
    },
  };
}
