import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with the programs of `__tests__/tracing` that run in processes of their own, such as `agents/ending.mjs`. */
    readonly builtAgents: string;
  }
}

const ROOT = join(import.meta.dirname, "../../..");
const TRACING = join(ROOT, "__tests__/tracing");

/** Builds them once: by way of tsx each process would take three times as long to start. */
export default async function setup(project: TestProject): Promise<() => void> {
  // where their packages are found
  const folder = mkdtempSync(join(ROOT, "node_modules/.agents-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const agents = join(TRACING, "agents");
  const buildAll = () =>
    build({
      entryPoints: [
        ...readdirSync(agents).map((name) => join(agents, name)),
        join(TRACING, "budgets/support/caller.ts"),
      ],
      absWorkingDir: ROOT,
      outdir: folder,
      outbase: relative(ROOT, TRACING),
      outExtension: { ".js": ".mjs" },
      bundle: true,
      // what is imported late is loaded late
      splitting: true,
      packages: "external",
      platform: "node",
      format: "esm",
      target: "node20",
      logLevel: "error",
    });
  try {
    await buildAll();
  } catch (error) {
    remove();
    throw error;
  }
  // in watch mode
  project.onTestsRerun(async () => {
    await buildAll();
  });
  project.provide("builtAgents", folder);
  return remove;
}
