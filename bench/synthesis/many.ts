import { spawnSync } from "node:child_process";
import type { Goal } from "../support/goals";
import { times } from "../support/numbers";
import { table } from "../support/table";

const NUMBERS = [1, 10, 100] as const;
const MOST_MIB = 400;
/** What a stack among a hundred may take beside one among ten. */
const MOST_GROWTH = 1.25;

interface Measured {
  readonly stacks: number;
  readonly seconds: number;
  readonly mib: number;
}

/** Production once, ten and a hundred times in one app, each in a process of its own. */
export function benchStacks(root: string): { readonly text: string; readonly goals: readonly Goal[] } {
  const measured = NUMBERS.map((stacks) => measure(root, stacks));
  const [one, ten, hundred] = measured;
  if (one === undefined || ten === undefined || hundred === undefined)
    throw new Error("nothing was measured");
  const growth = slope(ten, hundred) / slope(one, ten);
  return {
    text: table(
      ["stacks of production", "s", "ms per stack", "MiB at the most"],
      measured.map(({ stacks, seconds, mib }) => [
        String(stacks),
        seconds.toFixed(2),
        ((seconds / stacks) * 1000).toFixed(0),
        mib.toFixed(0),
      ]),
    ),
    goals: [
      {
        what: "time of a further stack, 10 to 100",
        bound: `at most ${times(MOST_GROWTH)} 1 to 10`,
        measured: times(growth),
        isMet: growth <= MOST_GROWTH,
      },
      {
        what: "memory, 100 stacks",
        bound: `under ${MOST_MIB} MiB`,
        measured: `${hundred.mib.toFixed(0)} MiB`,
        isMet: hundred.mib < MOST_MIB,
      },
    ],
  };
}

/** Seconds of each stack more. */
function slope(fewer: Measured, more: Measured): number {
  return (more.seconds - fewer.seconds) / (more.stacks - fewer.stacks);
}

function measure(root: string, stacks: number): Measured {
  const args = ["build/run.mjs", "bench/synthesis/stacks.ts", String(stacks)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${stacks} stacks could not be synthesised:\n${stderr}`);
  return { stacks, ...(JSON.parse(stdout) as Omit<Measured, "stacks">) };
}
