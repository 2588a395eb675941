import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { type Goal, tellGoals } from "../support/goals";
import { mebibytes, median, times } from "../support/numbers";
import { table } from "../support/table";
import { checkJson, checkMarkdown } from "./correct";
import { creates } from "./plans/creates";
import { mixed } from "./plans/mixed";
import { open, peakOf, run, type Workshop } from "./processes";

const COUNT = 5000;
const LARGE = 20_000;
const ROUNDS = 11;
const FEW_ROUNDS = 3;

const MOST_SECONDS = 0.3;
/** Time per change with 20,000, beside that with 5,000: what is left is the start of the process, which is less with many. */
const MOST_GROWTH = 1.15;
const MOST_MEGABYTES = 400;

interface Contender {
  readonly name: string;
  readonly args: readonly string[];
  /** Name of what it is compared with. */
  readonly base?: string;
  /** Of what is printed. @throws AssertionError */
  readonly check?: (out: string) => void;
}

export interface BenchOptions {
  /** Three rounds instead of eleven. */
  readonly isQuick: boolean;
}

/**
 * What a report takes as a process, beside reading the same file with JSON.parse; all of them take turns.
 *
 * @returns whether every goal is met
 */
export function benchReport({ isQuick }: BenchOptions): boolean {
  const workshop = open();
  try {
    console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`);
    const some = mixed(COUNT);
    const files = {
      creates: workshop.put("creates.json", creates(COUNT)),
      mixed: workshop.put("mixed.json", some.json),
      manyCreates: workshop.put("many-creates.json", creates(LARGE)),
      manyMixed: workshop.put("many-mixed.json", mixed(LARGE).json),
    };
    const small = contendersOf(workshop, files.creates, files.mixed, COUNT);
    const large = contendersOf(workshop, files.manyCreates, files.manyMixed, LARGE);
    const all = [...small, ...large];
    const seconds = measure(all, isQuick ? FEW_ROUNDS : ROUNDS);
    console.log(`${tell(all, seconds)}\n`);
    checkJson(readFileSync(join(workshop.folder, "report.json"), "utf8"), some);
    const peaks = new Map(large.map(({ name, args }) => [name, peakOf(workshop, args)]));
    console.log(`${tellPeaks(peaks)}\n`);
    const goals = [...timeGoals(small, seconds), ...growthGoals(seconds), ...memoryGoals(peaks)];
    console.log(`Goals\n\n${tellGoals(goals)}\n`);
    return goals.every(({ isMet }) => isMet);
  } finally {
    workshop.remove();
  }
}

function contendersOf(
  workshop: Workshop,
  made: string,
  changed: string,
  count: number,
): readonly Contender[] {
  const { program, folder } = workshop;
  const label = count.toLocaleString("en");
  const parse = join(folder, "parse.mjs");
  const of = (file: string, kind: string, check: (out: string) => void): readonly Contender[] => {
    const base = { name: `${label} ${kind}: JSON.parse alone`, args: [parse, file] };
    const report = [program, "report", file, "--format"];
    // the whole JSON is checked once, and of the smaller plan
    const json = join(folder, count === COUNT ? "report.json" : "large-report.json");
    return [
      base,
      { name: `${label} ${kind}: report`, args: [...report, "markdown"], base: base.name, check },
      {
        name: `${label} ${kind}: report --format json`,
        args: [...report, "json", "--out", json],
        base: base.name,
      },
    ];
  };
  return [
    ...of(made, "creates", (out) => checkMarkdown(out, new RegExp(`\\*\\*${label} to add`))).slice(0, 2),
    ...of(changed, "mixed", (out) =>
      checkMarkdown(out, /[\d,]+ to change, [\d,]+ to replace, [\d,]+ to destroy/),
    ),
  ];
}

/** Seconds of each, by rounds: forwards and backwards, so that a slow moment of the machine is in all of them. */
function measure(contenders: readonly Contender[], rounds: number): Seconds {
  const seconds = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  // the first round fills caches
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, args, check } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const ran = run(args);
      check?.(ran.out);
      if (round > 0) seconds.get(name)?.push(ran.seconds);
    }
  }
  return seconds;
}

function tell(contenders: readonly Contender[], seconds: Seconds): string {
  const rows = contenders.map(({ name, base }) => [
    name,
    medianOf(seconds, name).toFixed(3),
    base === undefined ? "" : times(ratioOf(seconds, name, base)),
  ]);
  return table(["s", "median", "ratio to JSON.parse"], rows);
}

function tellPeaks(peaks: ReadonlyMap<string, number>): string {
  const rows = [...peaks].map(([name, bytes]) => [name, mebibytes(bytes).toFixed(0)]);
  return table(["MiB in memory at the most", ""], rows);
}

type Seconds = ReadonlyMap<string, readonly number[]>;

function medianOf(seconds: Seconds, name: string): number {
  return median(seconds.get(name) ?? []);
}

/** Round by round, so that a slow moment of the machine is in both. */
function ratioOf(seconds: Seconds, name: string, base: string): number {
  const bases = seconds.get(base) ?? [];
  return median((seconds.get(name) ?? []).map((each, round) => each / (bases[round] ?? Number.NaN)));
}

function timeGoals(contenders: readonly Contender[], seconds: Seconds): readonly Goal[] {
  return contenders
    .filter(({ name }) => name.endsWith(": report"))
    .map(({ name }) => {
      const measured = medianOf(seconds, name);
      return {
        what: name,
        bound: `at most ${MOST_SECONDS.toFixed(2)} s`,
        measured: `${measured.toFixed(3)} s`,
        isMet: measured <= MOST_SECONDS,
      };
    });
}

function growthGoals(seconds: Seconds): readonly Goal[] {
  return [...seconds.keys()]
    .filter((name) => name.startsWith(COUNT.toLocaleString("en")) && !name.endsWith("alone"))
    .map((name) => {
      const large = name.replace(COUNT.toLocaleString("en"), LARGE.toLocaleString("en"));
      const growth = (ratioOf(seconds, large, name) * COUNT) / LARGE;
      return {
        what: `time per change, ${large}`,
        bound: `at most ${times(MOST_GROWTH)} that of ${COUNT.toLocaleString("en")}`,
        measured: times(growth),
        isMet: growth <= MOST_GROWTH,
      };
    });
}

function memoryGoals(peaks: ReadonlyMap<string, number>): readonly Goal[] {
  return [...peaks]
    .filter(([name]) => !name.endsWith("alone"))
    .map(([name, bytes]) => ({
      what: `memory, ${name}`,
      bound: `under ${MOST_MEGABYTES} MB`,
      measured: `${(bytes / 1e6).toFixed(0)} MB`,
      isMet: bytes < MOST_MEGABYTES * 1e6,
    }));
}
