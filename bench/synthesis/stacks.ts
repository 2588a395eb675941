import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { Construct } from "constructs";
import { loadSettings } from "../../src/settings/load";
import { PlatformStack } from "../../src/stack";

/**
 * `node build/run.mjs bench/synthesis/stacks.ts <number>`: synthesises production so many times in one app, and prints seconds and the
 * most memory that the process has had.
 */
const number = Number(process.argv[2]);
const root = join(import.meta.dirname, "../..");
const [loaded] = await loadSettings({ root, files: "examples/tfvars/production.tfvars" });
if (loaded === undefined) throw new Error("no settings of production");

const outdir = mkdtempSync(join(tmpdir(), "bench-stacks-"));
try {
  const started = performance.now();
  const app = new App({ outdir });
  for (let at = 0; at < number; at += 1) {
    new PlatformStack(new Construct(app, `platform-${at}`), loaded.settings);
  }
  app.synth();
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, mib: process.resourceUsage().maxRSS / 1024 }));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
