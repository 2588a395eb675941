import { writeSync } from "node:fs";

const STDOUT = 1;
/** What all lines together may wait at the end for somebody to read. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 5;

/** Lines for the log. A pipe takes 64 KiB at once: what comes on top has to be waited for before the process ends. */
export class StandardOutput {
  #written: Promise<void> = Promise.resolve();
  #isEnding = false;
  #patienceMs = PATIENCE_MS;

  write(line: string): void {
    if (this.#isEnding) {
      this.writeNow(`${line}\n`);
      return;
    }
    this.#written = new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
  }

  /** All that was written so far has been taken. */
  written(): Promise<void> {
    return this.#written;
  }

  /** From now on a line is there when `write` returns: nothing can be awaited any more. */
  end(): void {
    this.#isEnding = true;
  }

  private writeNow(text: string): void {
    let left = Buffer.from(text);
    while (left.length > 0 && this.#patienceMs > 0) {
      try {
        left = left.subarray(writeSync(STDOUT, left));
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
        this.#patienceMs -= PAUSE_MS;
      }
    }
  }
}
