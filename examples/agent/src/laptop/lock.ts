import { readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * Takes a folder for this process: two databases on one would each overwrite what the other has kept.
 *
 * @returns gives it back
 * @throws Error that names the process that has it
 */
export function takeFolder(folder: string): () => void {
  const file = `${folder.replace(/\/+$/, "")}.lock`;
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && Reflect.get(error, "code") === "EEXIST")) throw error;
    const holder = Number(readFileSync(file, "utf8"));
    if (isRunning(holder)) {
      throw new Error(`${folder} is in use by process ${holder}: end that one, or give another --data.`);
    }
    rmSync(file, { force: true });
    return takeFolder(folder);
  }
  return () => rmSync(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
}
