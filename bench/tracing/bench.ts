import { cpus } from "node:os";
import { type Goal, tellGoals } from "./goals";
import { install } from "./installation";
import { benchCalls } from "./topics/calls";
import { benchFailures } from "./topics/failures";
import { benchFlush } from "./topics/flush";
import { benchLoad } from "./topics/load";
import { benchOutage } from "./topics/outage";

/** Of production, where it was measured that bare langsmith grows by 217 MB in a minute. */
const PER_SECOND = 445;

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

    const load = benchLoad(installations, isQuick ? 7 : 21);
    tell("Loading, in fresh processes", load.text);
    goals.push(...load.goals);

    // bare langsmith's flush is two minutes of waiting: long enough for an outage beside it
    const [flush, outage] = await Promise.all([
      benchFlush(installations, { withBareOutages: !isQuick }),
      isQuick ? undefined : benchOutage(installations, { seconds: 60, perSecond: PER_SECOND }),
    ]);
    tell("The end of a process with 100 runs pending", flush.text);
    goals.push(...flush.goals);
    if (outage !== undefined) {
      tell(`60 s of outage at ${PER_SECOND} runs/s: the heap after garbage collection`, outage.text);
      goals.push(...outage.goals);
    }
  } finally {
    installations.remove();
  }
  tell("Goals", tellGoals(goals));
  console.log(`${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
  return goals.every(({ isMet }) => isMet);
}
