import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";

const COMPILER = "node_modules/typescript/bin/tsc";
/** The string of a relative import, in all the ways in which declarations write one. */
const IMPORT = /(\bfrom\s+|\bimport\s+|\bimport\()"(\.{1,2}\/[^"]+)"/g;

/**
 * Declarations of all that an entry exports, once for ES modules and once for CommonJS: the compiler writes them for
 * a bundler, and Node wants each import with its extension.
 */
export async function declarations(entry) {
  const folder = await mkdtemp(join(tmpdir(), "declarations-"));
  try {
    const options = ["--project", "build/tsconfig.declarations.json", "--outDir", folder];
    await promisify(execFile)(process.execPath, [COMPILER, ...options]).catch(({ stdout, stderr }) => {
      throw new Error(`${stdout}${stderr}`);
    });
    const files = new Map();
    await collect(join(folder, "index.d.ts"), files);
    return [...files].flatMap(([path, text]) =>
      ["mts", "cts"].map((kind) => ({
        path: join("types", relative(folder, path).replace(/\.ts$/, `.${kind}`)),
        contents: withExtensions(path, text, kind.replace("ts", "js")),
      })),
    );
  } catch (cause) {
    throw new Error(`no declarations of ${entry}`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A declaration file and those that it imports, however far: what nobody sees is not shipped. */
async function collect(path, files) {
  if (files.has(path)) return;
  const text = await readFile(path, "utf8");
  files.set(path, text);
  for (const [, , name] of text.matchAll(IMPORT)) await collect(fileOf(path, name), files);
}

function fileOf(from, name) {
  const path = resolve(dirname(from), name);
  return existsSync(`${path}.d.ts`) ? `${path}.d.ts` : join(path, "index.d.ts");
}

function withExtensions(from, text, extension) {
  return text.replace(IMPORT, (_, before, name) => {
    const path = relative(dirname(from), fileOf(from, name)).replace(/\.d\.ts$/, `.${extension}`);
    return `${before}"${path.startsWith(".") ? path : `./${path}`}"`;
  });
}
