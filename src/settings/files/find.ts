import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Problem } from "../problem";

export interface FoundFiles {
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** The tfvars files to read: those that are named, comma-separated, or else all in the root. */
export async function findFiles(root: string, named: string | undefined): Promise<FoundFiles> {
  const names = (named ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.length > 0 ? namedFiles(root, names) : filesIn(root);
}

function namedFiles(root: string, names: readonly string[]): FoundFiles {
  const paths = [...new Set(names.map((name) => resolve(root, name)))];
  return {
    files: paths.filter(isTfvars),
    problems: paths
      .filter((path) => !isTfvars(path))
      .map((file) => ({
        file,
        got: "a file of another type, named by TFVARS",
        expected: "a file whose name ends in .tfvars or .tfvars.json",
      })),
  };
}

async function filesIn(root: string): Promise<FoundFiles> {
  const names = await readdir(root).catch(() => [] as string[]);
  const files = names
    .filter(isTfvars)
    .sort()
    .map((name) => join(root, name));
  const none: Problem = {
    file: root,
    got: "no file ending in .tfvars or .tfvars.json",
    expected: "settings to build from: `cp terraform.tfvars.example terraform.tfvars`, and fill it in",
  };
  return { files, problems: files.length === 0 ? [none] : [] };
}

function isTfvars(path: string): boolean {
  return /\.tfvars(\.json)?$/.test(basename(path));
}
