import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../src/local/emulator";
import { checkTools } from "../../src/local/tools";
import { ensureVenv } from "../../src/local/venv";
import { finished, secondsOf } from "../support/processes";
import type { Section } from "../support/section";
import { table } from "../support/table";
import { stepsOf, type Timed, waitsOf } from "./start-log";

const ROOT = join(import.meta.dirname, "../..");
const MOST_SECONDS = 15;
/** How many of Terraform's waits are told. */
const WAITS = 5;

/** What somebody waits for who works on the platform. */
export async function benchLoop(): Promise<Section> {
  const unit = { name: "npm run test:unit", command: ["npm", "run", "test:unit"], cwd: ROOT } as const;
  // keeps what Vitest has transformed
  secondsOf(unit);
  const loop = secondsOf(unit);
  const emulator = await benchEmulator();
  const job = await mainJob();
  return {
    title: "The loop",
    text: [
      rows("", [{ what: unit.name, seconds: loop }, ...emulator]),
      rows("npm start, which applies staging", job.steps),
      rows("within the apply, what Terraform's provider waits for", job.waits),
    ].join("\n\n"),
    goals: [
      {
        what: `${unit.name}, the quick loop`,
        bound: `under ${MOST_SECONDS} s`,
        measured: `${loop.toFixed(1)} s`,
        isMet: loop < MOST_SECONDS,
      },
    ],
  };
}

function rows(title: string, timed: readonly Timed[]): string {
  return table(
    [title, "s"],
    timed.map(({ what, seconds }) => [what, seconds.toFixed(1)]),
  );
}

/** A virtual environment made from nothing, by way of pip's own cache, and the emulator's start in it. */
async function benchEmulator(): Promise<readonly Timed[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-emulator-"));
  const source = join(ROOT, "emulator");
  try {
    const started = performance.now();
    const { python: base } = await checkTools();
    const python = await ensureVenv({ folder, requirements: join(source, "requirements.txt"), python: base });
    const made = performance.now();
    const emulator = await startEmulator({ python, source, logFile: join(folder, "emulator.log") });
    const ready = performance.now();
    await emulator.stop();
    return [
      { what: "the emulator's virtual environment, once per machine", seconds: (made - started) / 1000 },
      { what: "the emulator's start", seconds: (ready - made) / 1000 },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function mainJob(): Promise<{ readonly steps: readonly Timed[]; readonly waits: readonly Timed[] }> {
  const { stderr } = finished({ name: "npm start", command: ["npm", "start"], cwd: ROOT });
  const log = /Full log: (\S+)/.exec(stderr)?.[1];
  if (log === undefined) throw new Error(`npm start named no log:\n${stderr}`);
  const waits = waitsOf(await readFile(join(ROOT, log), "utf8"));
  return { steps: stepsOf(stderr), waits: waits.slice(0, WAITS) };
}
