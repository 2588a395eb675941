import { execFile } from "node:child_process";
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../..");
/** For hangs alone. */
const LAUNCH_MS = 180_000;
const PACKAGE = join(ROOT, "node_modules/@sparticuz/chromium");

/**
 * Starts a browser: the one that an npm package brings, on Linux with an x64 processor; elsewhere the Chrome that is installed.
 * CHROMIUM_PATH names another one.
 */
export async function startBrowser(): Promise<Browser> {
  const { CHROMIUM_PATH: executablePath } = process.env;
  const timeout = LAUNCH_MS;
  if (executablePath !== undefined)
    return chromium.launch({ executablePath, args: ["--no-sandbox"], timeout });
  if (process.platform !== "linux" || process.arch !== "x64")
    return chromium.launch({ channel: "chrome", timeout });
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    // root may not use the sandbox, and the pages are the project's own
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
    timeout,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, "lib"),
      FONTCONFIG_PATH: join(folder, "fonts"),
    },
  });
}

/** Chromium with the libraries and fonts that a bare machine lacks, unpacked once for each version of the package. */
async function unpacked(): Promise<string> {
  const files = join(PACKAGE, "bin");
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")));
  const folder = join(ROOT, ".emulator", `chromium-${version}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await decompress(join(files, "chromium.br"), join(draft, "chromium"));
    chmodSync(join(draft, "chromium"), 0o755);
    for (const name of ["al2023.tar", "fonts.tar"]) {
      const archive = join(draft, name);
      await decompress(join(files, `${name}.br`), archive);
      await promisify(execFile)("tar", ["-xf", archive, "-C", draft]);
      rmSync(archive);
    }
    rename(draft, folder);
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Another process may have been quicker. */
function rename(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function decompress(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}
