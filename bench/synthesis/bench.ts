import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Goal } from "../support/goals";
import { median, times } from "../support/numbers";
import { type Contender, takeTurns } from "../support/processes";
import type { Section } from "../support/section";
import { table } from "../support/table";
import { benchStacks } from "./many";

const ROOT = join(import.meta.dirname, "../..");
const TFVARS = "examples/tfvars/staging.tfvars,examples/tfvars/production.tfvars";
/** A folder within the project, from which packages are found. */
const SCRATCH = join(ROOT, ".emulator/bench");

const LOADING = "the same packages, loaded and nothing else";
const DIRECT = "npm run synth's command, both environments";
const EMPTY = "cdktf synth, an app with one empty stack";
const CLI = "cdktf synth, both environments";
const WHOLE = 'import "@cdktf/provider-aws" and nothing else';

/** Synthesis beside what a process cannot do without, and beside CDKTF's own command with nothing to do. */
export function benchSynthesis(rounds: number): Section {
  const out = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    mkdirSync(join(SCRATCH, "empty"), { recursive: true });
    const seconds = takeTurns(contenders(out), rounds);
    const ratio = (name: string, base: string) =>
      median(
        (seconds.get(name) ?? []).map((value, round) => value / (seconds.get(base)?.[round] ?? Number.NaN)),
      );
    const row = (name: string, base: string) => [
      name,
      median(seconds.get(name) ?? []).toFixed(2),
      name === base ? "" : times(ratio(name, base)),
    ];
    const stacks = benchStacks(ROOT);
    const direct = ratio(DIRECT, LOADING);
    const cli = ratio(CLI, EMPTY);
    return {
      title: "Synthesis",
      text: [
        table(
          ["s", "median", "ratio"],
          [
            row(LOADING, LOADING),
            row(DIRECT, LOADING),
            row(WHOLE, LOADING),
            row(EMPTY, EMPTY),
            row(CLI, EMPTY),
          ],
        ),
        stacks.text,
      ].join("\n\n"),
      goals: [
        goal("synthesis", direct, 1.5, "loading alone"),
        goal("cdktf synth", cli, 1.15, "its empty app"),
        ...stacks.goals,
      ],
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
    rmSync(SCRATCH, { recursive: true, force: true });
  }
}

function goal(what: string, measured: number, bound: number, base: string): Goal {
  return {
    what,
    bound: `at most ${times(bound)} ${base}`,
    measured: times(measured),
    isMet: measured <= bound,
  };
}

function contenders(out: string): readonly Contender[] {
  const node = process.execPath;
  const cdktf = join(ROOT, "node_modules/.bin/cdktf");
  const env = { TFVARS, CDKTF_OUTDIR: join(out, "direct"), CHECKPOINT_DISABLE: "1" };
  write("loading.cjs", loading());
  write("whole.cjs", 'if (!require("@cdktf/provider-aws").vpc.Vpc) throw new Error("no Vpc");\n');
  write("empty/main.cjs", EMPTY_APP);
  write("empty/cdktf.json", JSON.stringify({ language: "typescript", app: `"${node}" main.cjs` }));
  return [
    { name: LOADING, command: [node, join(SCRATCH, "loading.cjs")], cwd: ROOT },
    { name: DIRECT, command: [node, "build/run.mjs", "main.ts"], cwd: ROOT, env },
    { name: WHOLE, command: [node, join(SCRATCH, "whole.cjs")], cwd: ROOT },
    { name: EMPTY, command: [cdktf, "synth", "-o", join(out, "empty")], cwd: join(SCRATCH, "empty"), env },
    { name: CLI, command: [cdktf, "synth", "-o", join(out, "cli")], cwd: ROOT, env },
  ];
}

const write = (path: string, text: string) => writeFileSync(join(SCRATCH, path), text);

const EMPTY_APP = `
const { App, TerraformStack } = require("cdktf");
const app = new App();
new TerraformStack(app, "empty");
app.synth();
`;

/** A program that loads CDKTF, the parser of tfvars with its WebAssembly, and each of the provider's files that the platform imports. */
function loading(): string {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .flatMap(
      (path) =>
        readFileSync(join(ROOT, "src", path), "utf8").match(/(?<=from ")@cdktf\/provider-aws\/[^"]+/g) ?? [],
    );
  return [
    'require("cdktf");',
    ...[...new Set(files)].map((file) => `require("${file}");`),
    'require("@cdktf/hcl2json").parse("empty.tfvars", "nothing = 0\\n");',
  ].join("\n");
}
