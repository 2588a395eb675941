import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LocalError } from "./errors";
import { isErrno, isRunning } from "./process";

/**
 * Takes a lock file that names this process; one that a dead process left is taken over.
 *
 * @returns gives the lock back
 * @throws LocalError naming the process that holds it
 */
export function takeLock(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    if (!link(draft, file)) {
      const holder = holderOf(file);
      if (holder !== undefined && isRunning(holder)) {
        throw new LocalError(`Another local run (process ${holder}) is using ${dirname(file)}.`, {
          remedy: `Wait for it, or stop it with \`kill ${holder}\`; if ${holder} is something else, delete ${file}.`,
        });
      }
      rmSync(file, { force: true });
      if (!link(draft, file)) return takeLock(file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
}

function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}

function holderOf(file: string): number | undefined {
  try {
    const text = readFileSync(file, "utf8");
    return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}
