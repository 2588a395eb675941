/** A limit for hangs alone, in milliseconds: no busy machine comes near it. */
export const HANG_MS = 60_000;
