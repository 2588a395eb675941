import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../.emulator");

/**
 * A program of PyPI in an environment of its own, installed once. It is made where it stays, since its scripts name their folder;
 * a half-made one lacks the mark, and is made again.
 *
 * @returns its path
 */
export function pythonProgram(name: string, version: string): string {
  const folder = join(FOLDER, `${name}-${version}`);
  const program = join(folder, "bin", name);
  const mark = join(folder, "complete");
  if (existsSync(mark)) return program;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `${name}==${version}`];
  execFileSync(join(folder, "bin", "python"), install, { stdio: "pipe" });
  writeFileSync(mark, "");
  return program;
}
