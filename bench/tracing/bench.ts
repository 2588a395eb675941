import { cpus } from "node:os";
import { type Goal, tellGoals } from "../support/goals";
import { install } from "./installation";
import { benchCalls } from "./topics/calls";
import { benchFailures } from "./topics/failures";
import { flushGoal, measureFlush, tellFlush } from "./topics/flush";
import { benchLoad } from "./topics/load";
import { benchOutage } from "./topics/outage";

/** Rate of runs in an outage: high for a service of a few tasks. */
const PER_SECOND = 445;
const OUTAGE_SECONDS = 60;

export interface BenchOptions {
  /** A minute instead of several: fewer rounds, and no outage. */
  readonly isQuick: boolean;
}

/**
 * What tracing costs beside bare langsmith; each contender is a plain process of Node with the built bundle, LangSmith
 * another one, and all of them take turns.
 *
 * @returns whether every goal is met
 */
export async function benchTracing({ isQuick }: BenchOptions): Promise<boolean> {
  const startedAt = performance.now();
  // the servers alone do not keep this process alive, not even while they are being stopped
  const alive = setInterval(() => {}, 60_000);
  const installations = await install();
  const goals: Goal[] = [];
  const tell = (title: string, text: string) => console.log(`${title}\n\n${text}\n`);
  try {
    console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`);

    const calls = await benchCalls(installations, { rounds: isQuick ? 6 : 24, calls: isQuick ? 200 : 400 });
    tell("The awaited call, 4.7 KB of input, and its CPU with everything sent", calls.text);
    goals.push(...calls.goals);

    const failures = await benchFailures(installations, { rounds: isQuick ? 2 : 8, perSecond: PER_SECOND });
    tell(
      `While LangSmith misbehaves, ${PER_SECOND} runs/s, an agent that waits for one turn of the event loop`,
      failures,
    );

    const load = benchLoad(installations, isQuick ? 7 : 31);
    tell("Loading, in fresh processes", load.text);
    goals.push(...load.goals);

    const isHealthy = (mode: string) => mode === "healthy";
    const isFailing = (mode: string) => mode !== "healthy";
    const healthy = {
      bare: await measureFlush({ kind: "bare" }, installations, isHealthy),
      ours: await measureFlush({ kind: "ours" }, installations, isHealthy),
    };
    const ours = new Map([
      ...healthy.ours,
      ...(await measureFlush({ kind: "ours" }, installations, isFailing)),
    ]);
    // bare langsmith's outages are two minutes of waiting: long enough for another one beside them
    const [failing, outage] = isQuick
      ? [new Map<string, number>(), undefined]
      : await Promise.all([
          measureFlush({ kind: "bare" }, installations, isFailing),
          benchOutage(installations, { seconds: OUTAGE_SECONDS, perSecond: PER_SECOND }),
        ]);
    tell(
      "The end of a process with 100 runs pending",
      tellFlush(new Map([...healthy.bare, ...failing]), ours),
    );
    goals.push(flushGoal(ours));
    if (outage !== undefined) {
      tell(
        `${OUTAGE_SECONDS} s of outage at ${PER_SECOND} runs/s: the heap after garbage collection`,
        outage.text,
      );
      goals.push(...outage.goals);
    }
  } finally {
    installations.remove();
    clearInterval(alive);
  }
  tell("Goals", tellGoals(goals));
  console.log(`${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
  return goals.every(({ isMet }) => isMet);
}
