import { setTimeout } from "node:timers/promises";
import type { Pace } from "../../deploy/pace";

/** Waits in real time. */
export const realPace: Pace = {
  async wait(seconds, signal) {
    // a signal that was aborted before has had its effect: the next wait is a full one
    const ends = signal?.aborted ? undefined : signal;
    await setTimeout(seconds * 1000, undefined, { signal: ends }).catch((error: Error) => {
      if (error.name !== "AbortError") throw error;
    });
  },
};
