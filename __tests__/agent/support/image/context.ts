import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ignore from "@balena/dockerignore";

/** Paths of the files that a builder is sent from a folder: those that its .dockerignore lets through. */
export function contextFiles(folder: string): readonly string[] {
  const rules = ignore().add(readFileSync(join(folder, ".dockerignore"), "utf8"));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !rules.ignores(path))
    .sort();
}

/** Copies a folder's build context to another one. */
export function copyContext(folder: string, target: string): void {
  for (const path of contextFiles(folder)) cpSync(join(folder, path), join(target, path));
}
