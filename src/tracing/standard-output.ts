import { writeSync } from "node:fs";

const STDOUT = 1;
/** Tries to write while nobody reads, before a line is given up. */
const TRIES = 200;
const PAUSE_MS = 5;

/** Lines for the log. A pipe takes 64 KiB at once: what comes on top has to be waited for before the process ends. */
export class StandardOutput {
  #written: Promise<void> = Promise.resolve();
  #isEnding = false;

  write(line: string): void {
    if (this.#isEnding) {
      writeNow(`${line}\n`);
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
}

function writeNow(text: string): void {
  let left = Buffer.from(text);
  for (let tries = 0; left.length > 0 && tries < TRIES; tries += 1) {
    try {
      left = left.subarray(writeSync(STDOUT, left));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
