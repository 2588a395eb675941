import { readSync } from "node:fs";

/** Between two looks at a pipe that has nothing yet. */
const PAUSE_MS = 10;
const CHUNK_BYTES = 64 * 1024;

/**
 * All of standard input, however slowly it comes. What loads `process.stdin`, a package for example, has a pipe answer EAGAIN instead of
 * waiting, and `readFileSync(0)` then fails.
 *
 * @throws the system's error
 */
export function readStandardInput(): string {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSome(chunk);
    if (length === 0) return Buffer.concat(chunks).toString("utf8");
    if (length !== undefined) chunks.push(chunk.subarray(0, length));
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/** @returns the number of bytes, 0 at the end; undefined where there is nothing yet */
function readSome(chunk: Buffer): number | undefined {
  try {
    return readSync(0, chunk);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return undefined;
    throw error;
  }
}
