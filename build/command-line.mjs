import { relative } from "node:path";
import { build } from "esbuild";
import { licencesOf } from "./licences.mjs";

const PROGRAM = "langgraph-platform";

/** The command line in one folder: AWS's clients are then a few files instead of thousands. */
export async function commandLine() {
  const { outputFiles, metafile } = await build({
    entryPoints: [`src/cli/${PROGRAM}.ts`],
    outdir: ".",
    bundle: true,
    splitting: true,
    platform: "node",
    // modules, of which only what is used gets in: of the client of EC2 a fiftieth
    mainFields: ["module", "main"],
    target: "node20",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    // CommonJS packages inside of ES modules
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
    metafile: true,
    write: false,
  });
  return [
    ...outputFiles.map(({ path, contents }) => ({
      path: relative(process.cwd(), path),
      contents,
      isProgram: path.endsWith(`/${PROGRAM}.mjs`),
    })),
    { path: "THIRD-PARTY-LICENSES.txt", contents: licencesOf(metafile) },
  ];
}
