// Bundles the command line into dist/, as `npm ci` runs it: AWS's clients are then a few files instead of thousands.
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const FOLDER = "dist";
const PROGRAM = "langgraph-platform";

const { outputFiles } = await build({
  entryPoints: [`src/cli/${PROGRAM}.ts`],
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  // CommonJS packages inside of ES modules
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  logLevel: "warning",
  write: false,
});

// only what differs is written, so that a program that runs meanwhile keeps its files
await mkdir(FOLDER, { recursive: true });
for (const { path, contents } of outputFiles) {
  if (!existsSync(path) || !readFileSync(path).equals(contents)) await writeFile(path, contents);
}
const made = new Set(outputFiles.map(({ path }) => basename(path)));
for (const name of await readdir(FOLDER)) {
  if (!made.has(name)) await rm(join(FOLDER, name));
}
await chmod(join(FOLDER, `${PROGRAM}.mjs`), 0o755);
