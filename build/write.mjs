import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/**
 * Makes a folder hold these files and nothing else. Only what differs is written, so that a program that runs meanwhile
 * keeps its files.
 *
 * @param files `{ path, contents, isProgram }`, paths from the folder
 */
export async function writeFolder(folder, files) {
  for (const { path, contents, isProgram } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    if (!existsSync(target) || !readFileSync(target).equals(Buffer.from(contents))) {
      await writeFile(target, contents);
    }
    if (isProgram) await chmod(target, 0o755);
  }
  const made = new Set(files.map(({ path }) => join(folder, path)));
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const isNeeded = made.has(path) || [...made].some((each) => !relative(path, each).startsWith(".."));
    if (!isNeeded) await rm(path, { recursive: true, force: true });
  }
}
