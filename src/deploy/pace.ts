/** How time passes while something is awaited: on AWS by waiting, in a test by moving the emulator's clock. */
export interface Pace {
  /**
   * Lets seconds pass; ends early, without an error, when the signal is aborted.
   *
   * @param seconds on AWS's clock
   */
  wait(seconds: number, signal?: AbortSignal): Promise<void>;
}
