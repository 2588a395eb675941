import { relative } from "node:path";
import { build } from "esbuild";
import { declarations } from "./declarations.mjs";
import { licencesOf } from "./licences.mjs";

const ENTRY = "src/tracing/index.ts";
/** What the package depends on, or its user brings: state and types must be theirs. */
const EXTERNAL = ["langsmith", "zod", "@langchain/core", "@opentelemetry/*", "openai", "pg"];

/** `langgraph-platform/tracing` as ES modules and as CommonJS, with declarations for both. */
export async function tracing() {
  const options = {
    bundle: true,
    platform: "node",
    target: "node20",
    external: EXTERNAL,
    plugins: [withoutProtobuf],
    logLevel: "warning",
    metafile: true,
    write: false,
  };
  const [esm, cjs, types] = await Promise.all([
    build({
      ...options,
      entryPoints: [ENTRY],
      outdir: ".",
      format: "esm",
      // what is imported when it is needed stays a file of its own
      splitting: true,
      outExtension: { ".js": ".mjs" },
    }),
    build({
      ...options,
      entryPoints: [ENTRY],
      outfile: "index.cjs",
      format: "cjs",
      define: { "import.meta.url": "moduleUrl" },
      banner: { js: '"use strict"; const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    }),
    declarations(ENTRY),
  ]);
  const bundled = [...esm.outputFiles, ...cjs.outputFiles].map(({ path, contents }) => ({
    path: relative(process.cwd(), path),
    contents,
  }));
  const licences = { path: "THIRD-PARTY-LICENSES.txt", contents: licencesOf(esm.metafile) };
  return [...bundled, ...types, licences].map((file) => ({ ...file, path: `tracing/${file.path}` }));
}

/** Sketches are never encoded as protobuf here, and protobufjs is not installed. */
const withoutProtobuf = {
  name: "without-protobuf",
  setup({ onResolve, onLoad }) {
    const namespace = "without-protobuf";
    onResolve({ filter: /\/proto\/compiled$/ }, ({ path, importer }) =>
      importer.includes("/@datadog/sketches-js/") ? { path, namespace } : undefined,
    );
    onLoad({ filter: /.*/, namespace }, () => ({
      contents: 'throw new Error("sketches cannot be encoded as protobuf here");',
    }));
  },
};
