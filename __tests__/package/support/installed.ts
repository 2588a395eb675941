import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { z } from "zod";

declare module "vitest" {
  interface ProvidedContext {
    readonly installed: Installed;
  }
}

/** The package as its user gets it. */
export interface Installed {
  readonly tarball: string;
  /** Bytes of the tarball. */
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** A folder that had nothing but a package.json of its own when the tarball was installed. */
  readonly folder: string;
}

export const ROOT = join(import.meta.dirname, "../../..");

/** What runs this, and the newer ones that are installed for tests. */
export const NODES: readonly (readonly [name: string, path: string])[] = [
  ["this Node", process.execPath],
  ["Node 22", join(ROOT, "node_modules/node22/bin/node")],
  ["Node 24", join(ROOT, "node_modules/node24/bin/node")],
];

const packed = z.object({
  filename: z.string(),
  size: z.number(),
  files: z.array(z.object({ path: z.string() })),
});

/** Builds, packs and installs once for all tests of the package. */
export default function setup({ provide }: TestProject): () => void {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
  const remove = () => rmSync(base, { recursive: true, force: true });
  try {
    execFileSync(process.execPath, ["build.mjs"], { cwd: ROOT });
    const [pack] = z
      .array(packed)
      .parse(JSON.parse(npm(ROOT, "pack", "--ignore-scripts", "--json", "--pack-destination", base)));
    if (pack === undefined) throw new Error("npm packed nothing");
    const tarball = join(base, pack.filename);
    const folder = join(base, "app");
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true }));
    npm(folder, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", tarball);
    provide("installed", {
      tarball,
      size: pack.size,
      files: pack.files.map(({ path }) => path).sort(),
      folder,
    });
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}

function npm(cwd: string, ...args: readonly string[]): string {
  // `npm test` tells its children where it runs itself
  const own = /^npm_(config_(local_)?prefix|package_|lifecycle_|command)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  return execFileSync("npm", args, {
    cwd,
    env,
    encoding: "utf8",
    timeout: 600_000,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
