import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Goal } from "../support/goals";
import { median, times } from "../support/numbers";
import { type Contender, finished, takeTurns } from "../support/processes";
import type { Section } from "../support/section";
import { table } from "../support/table";
import { benchStacks } from "./many";

const ROOT = join(import.meta.dirname, "../..");
const TFVARS = "examples/tfvars/staging.tfvars,examples/tfvars/production.tfvars";
/** A folder within the project, from which packages are found. */
const SCRATCH = join(ROOT, ".emulator/bench");

const LOADING = "the same packages, loaded and nothing else";
const DIRECT = "npm run synth's command, both environments";
const TEMPLATE = "cdktf synth, the app that cdktf init makes";
const SCRIPT = "cdktf synth, three lines of JavaScript";
const CLI = "cdktf synth, both environments";
const WHOLE = 'import "@cdktf/provider-aws" and nothing else';

/** With which the template's app is run. */
const RUNNER = ["ts-node@10.9.2", "typescript@5.9.3", "@types/node@20.19.25"];

/** Synthesis beside what a process cannot do without, and beside CDKTF's own command with nothing to do. */
export function benchSynthesis(rounds: number): Section {
  const out = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    mkdirSync(join(SCRATCH, "script"), { recursive: true });
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
    const cli = ratio(CLI, TEMPLATE);
    return {
      title: "Synthesis",
      text: [
        table(["s", "median", "ratio"], [row(LOADING, LOADING), row(DIRECT, LOADING), row(WHOLE, LOADING)]),
        table(["s", "median", "ratio"], [row(TEMPLATE, TEMPLATE), row(CLI, TEMPLATE), row(SCRIPT, TEMPLATE)]),
        stacks.text,
      ].join("\n\n"),
      goals: [
        goal("synthesis", direct, 1.5, "loading alone"),
        goal("cdktf synth", cli, 1.15, "the app that cdktf init makes"),
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
  write("script/main.cjs", EMPTY_APP);
  write("script/cdktf.json", JSON.stringify({ language: "typescript", app: `"${node}" main.cjs` }));
  makeTemplate(join(SCRATCH, "template"));
  return [
    { name: LOADING, command: [node, join(SCRATCH, "loading.cjs")], cwd: ROOT },
    { name: DIRECT, command: [node, "build/run.mjs", "main.ts"], cwd: ROOT, env },
    { name: WHOLE, command: [node, join(SCRATCH, "whole.cjs")], cwd: ROOT },
    {
      name: TEMPLATE,
      command: [cdktf, "synth", "-o", join(out, "template")],
      cwd: join(SCRATCH, "template"),
      env,
    },
    { name: SCRIPT, command: [cdktf, "synth", "-o", join(out, "script")], cwd: join(SCRATCH, "script"), env },
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

/** What `cdktf init --template=typescript` makes, with what it installs to run it; CDKTF itself is the project's. */
function makeTemplate(folder: string): void {
  cpSync(join(ROOT, "node_modules/cdktf-cli/bundle/templates/typescript"), folder, { recursive: true });
  for (const file of ["cdktf.json", "main.ts", "package.json"]) {
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(
      join(folder, file),
      text.replaceAll(/\{\{ ?futureFlags ?\}\}/g, "").replaceAll(/\{\{ ?\S+ ?\}\}/g, "empty"),
    );
  }
  const command = ["npm", "install", "--no-audit", "--no-fund", ...RUNNER] as const;
  finished({ name: command.join(" "), command, cwd: folder });
}

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
