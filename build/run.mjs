// `node build/run.mjs main.ts` runs a program of this project as one file: in half the time that hundreds of files take, with no hooks in Node's loader.
// The bundle is kept in node_modules/.cache until a source or a package changes.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { SourceMap } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = resolve(import.meta.dirname, "..");
const CACHE = join(ROOT, "node_modules/.cache/run");
const A_DAY = 24 * 60 * 60 * 1000;

/** Of all that a bundle is made from, without reading it. */
function fingerprint(entry) {
  const paths = [
    ...sourcesIn("src"),
    entry,
    "package.json",
    "node_modules/.package-lock.json",
    "build/run.mjs",
  ];
  const files = paths.map((path) => {
    const { size, ctimeMs, ino } = statSync(`${ROOT}/${path}`);
    return [path, size, ctimeMs, ino];
  });
  return createHash("sha256")
    .update(JSON.stringify([process.version, files]))
    .digest("hex")
    .slice(0, 16);
}

/** Four times as fast as a recursive `readdirSync`. */
function sourcesIn(folder) {
  return readdirSync(`${ROOT}/${folder}`, { withFileTypes: true }).flatMap((each) => {
    const path = `${folder}/${each.name}`;
    return each.isDirectory() ? sourcesIn(path) : [path];
  });
}

/** Bundles into a folder of its own first: another process may be doing the same. */
async function bundle(entry, folder) {
  const { build } = await import("esbuild");
  await mkdir(CACHE, { recursive: true });
  const made = await mkdtemp(join(CACHE, "making-"));
  try {
    await build({
      absWorkingDir: ROOT,
      entryPoints: { program: entry },
      outdir: made,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      platform: "node",
      target: "node20",
      format: "esm",
      // WebAssembly beside its own code, a program beside its own code, and modules that no bundler sees
      external: ["@cdktf/hcl2json", "esbuild", "jsonc-parser"],
      sourcemap: "linked",
      sourcesContent: false,
      logLevel: "warning",
      plugins: [ownFolders, packages],
      // CommonJS packages inside of ES modules
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    await removeOlder();
    await rename(made, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** A source that asks for its folder means its own, not the bundle's. */
const ownFolders = {
  name: "own folders",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("import.meta.dirname", JSON.stringify(dirname(path))),
      loader: "ts",
    }));
  },
};

/** A map that says nothing. */
const NO_LINES =
  "//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbInBhY2thZ2UiXSwibWFwcGluZ3MiOiJBQUFBIn0=";
const NO_TRACES = "exports.captureStackTrace = () => [];";

/**
 * Packages as they are, but for two things that would cost more time than a synthesis itself: lines of theirs in the bundle's source map,
 * and the stack trace of each token that CDKTF keeps for messages of its own.
 */
const packages = {
  name: "packages",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.*\.[cm]?js$/ }, ({ path }) => ({
      contents: path.endsWith("cdktf/lib/tokens/private/stack-trace.js")
        ? NO_TRACES
        : `${readFileSync(path, "utf8")}\n${NO_LINES}`,
      loader: "js",
    }));
  },
};

/** Not those of today: a program that runs may load parts of its own yet. */
async function removeOlder() {
  for (const each of await readdir(CACHE)) {
    const path = join(CACHE, each);
    // another process may have moved or removed it
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > A_DAY)
      await rm(path, { recursive: true, force: true });
  }
}

/** Places in the bundle as those of its sources. Node does the same by itself, and reads the map at each start for it. */
function inSources(stack) {
  const maps = new Map();
  return stack.replaceAll(/file:\/\/(\S+\.mjs):(\d+):(\d+)/g, (place, file, line, column) => {
    if (!existsSync(`${file}.map`)) return place;
    if (!maps.has(file)) maps.set(file, new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8"))));
    const { originalSource, originalLine, originalColumn } = maps.get(file).findEntry(line - 1, column - 1);
    if (originalSource === undefined) return place;
    return `${resolve(dirname(file), originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
  });
}

const [entry] = process.argv.splice(2, 1);
if (entry === undefined) throw new Error("Name the program: node build/run.mjs main.ts");
const folder = join(CACHE, `${entry.replace(/\.ts$/, "").replaceAll("/", "-")}-${fingerprint(entry)}`);
if (!existsSync(folder)) await bundle(entry, folder);
try {
  await import(pathToFileURL(join(folder, "program.mjs")).href);
} catch (error) {
  if (error instanceof Error && error.stack !== undefined) error.stack = inSources(error.stack);
  throw error;
}
