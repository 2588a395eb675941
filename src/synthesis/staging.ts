import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const NAME = /^\.synthesis-(\d+)-/;

/**
 * Lets a synthesis be written beside what is there, on the same file system, and be moved into its place when it is complete: who is killed
 * meanwhile leaves the old one.
 *
 * @param outdir made where it is missing
 * @param write gets the folder to write into, which is gone afterwards; what an earlier process left, too
 */
export function staged<T>(outdir: string, write: (folder: string) => T): T {
  mkdirSync(outdir, { recursive: true });
  removeLeft(outdir);
  const folder = mkdtempSync(join(outdir, `.synthesis-${process.pid}-`));
  try {
    return write(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts a file where another may be, in one step: nobody reads half of one. */
export function replace(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/** Every file below a folder, by its path from there. */
export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function removeLeft(outdir: string): void {
  for (const name of readdirSync(outdir)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !runs(Number(pid))) rmSync(join(outdir, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
