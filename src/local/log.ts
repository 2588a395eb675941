import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/** Appends to one file; every write is on disk when it returns, so that nothing is lost on a sudden exit. */
export class Log {
  readonly #descriptor: number;

  /** Creates the file, and the folders above it. */
  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#descriptor = openSync(file, "a", 0o600);
  }

  line(text: string): void {
    writeSync(this.#descriptor, `${text}\n`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * Makes room for a new log in `folder`: removes the oldest files that end in `.log`.
 *
 * @param keep how many stay, by name order
 */
export function pruneLogs(folder: string, keep = 20): void {
  mkdirSync(folder, { recursive: true });
  const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
  for (const name of logs.sort().slice(0, Math.max(0, logs.length - keep))) {
    rmSync(join(folder, name), { force: true });
  }
}
