// Bundles the command line into dist/, as `npm ci` runs it: AWS's clients are then a few files instead of thousands.
import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";

await rm("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/cli/langgraph-platform.ts"],
  outdir: "dist",
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
});
await chmod("dist/langgraph-platform.mjs", 0o755);
