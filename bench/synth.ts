import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What synthesis costs, beside what a user would type instead: interleaved runs, medians, ratios.
 *
 * Absolute times are this machine's; the ratios are what to compare.
 */

const ROOT = join(import.meta.dirname, "..");
const ROUNDS = 7;
const TFVARS = "examples/tfvars/staging.tfvars,examples/tfvars/production.tfvars";

const folder = mkdtempSync(join(tmpdir(), "bench-"));
mkdirSync(join(ROOT, ".emulator"), { recursive: true });
const whole = join(ROOT, ".emulator", "bench-whole-provider.ts");
writeFileSync(
  whole,
  'import { vpc } from "@cdktf/provider-aws";\nif (!vpc.Vpc) throw new Error("no Vpc");\n',
);

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

const contenders: readonly Contender[] = [
  { name: "npm run synth's command, both stacks", command: [process.execPath, "--import", "tsx", "main.ts"] },
  { name: "npx cdktf synth, both stacks", command: ["npx", "cdktf", "synth", "-o", join(folder, "cli")] },
  { name: 'import "@cdktf/provider-aws" alone', command: [process.execPath, "--import", "tsx", whole] },
  { name: 'require("cdktf") alone', command: [process.execPath, "-e", 'require("cdktf")'] },
];

const env = { ...process.env, TFVARS, CDKTF_OUTDIR: join(folder, "out"), CHECKPOINT_DISABLE: "1" };
const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
try {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, command } of contenders) {
      const started = performance.now();
      const [program = "", ...args] = command;
      const { status, stderr } = spawnSync(program, args, { cwd: ROOT, env, encoding: "utf8" });
      if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
      // the first round fills caches
      if (round > 0) times.get(name)?.push(performance.now() - started);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(whole, { force: true });
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const base = median(times.get(contenders[0]?.name ?? "") ?? []);
for (const { name } of contenders) {
  const value = median(times.get(name) ?? []);
  console.log(`${name.padEnd(42)} ${(value / 1000).toFixed(2)} s  ${(value / base).toFixed(2)} x`);
}
