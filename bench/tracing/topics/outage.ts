import { LangSmithServer } from "../../../__tests__/tracing/support/langsmith-server";
import type { Goal } from "../../support/goals";
import { mebibytes, short } from "../../support/numbers";
import { table } from "../../support/table";
import type { Contender, Told } from "../contract";
import type { Installations } from "../installation";
import { SubjectProcess } from "../subject-process";

const KEPT = "ours, runs kept until the queue is full";
const DROPPED = "ours, nearly all runs dropped";

const SUBJECTS: Readonly<Record<string, Contender>> = {
  bare: { kind: "bare" },
  [KEPT]: { kind: "ours", scrubbing: true },
  [DROPPED]: { kind: "ours", scrubbing: true, maxQueueBytes: 65_536 },
};

const MOST_MEBIBYTES = 32;

export interface OutageOptions {
  readonly seconds: number;
  readonly perSecond: number;
}

interface Growth {
  readonly name: string;
  readonly before: Told;
  readonly after: Told;
  readonly perSecond: number;
}

/** The heap after garbage collection, before an outage (connections are refused) and at its end. All at the same time. */
export async function benchOutage(
  installations: Installations,
  options: OutageOptions,
): Promise<{ readonly text: string; readonly goals: readonly Goal[] }> {
  const measured = await Promise.all(
    Object.entries(SUBJECTS).map(([name, contender]) => growth(name, contender, installations, options)),
  );
  const rows = measured.map(({ name, before, after, perSecond }) => [
    name,
    short(mebibytes(before.heapBytes)),
    short(mebibytes(after.heapBytes)),
    short(grown({ before, after })),
    String(after.warnings - before.warnings),
    after.dropped === undefined ? "-" : String(after.dropped),
    perSecond.toFixed(0),
  ]);
  const goals = measured
    .filter(({ name }) => name !== "bare")
    .map(({ name, ...told }) => ({
      what: `growth of the heap, ${name}`,
      bound: `at most ${MOST_MEBIBYTES} MiB`,
      measured: `${short(grown(told))} MiB`,
      isMet: grown(told) <= MOST_MEBIBYTES,
    }));
  return {
    text: table(["MiB", "before", "after", "growth", "lines", "dropped", "runs/s"], rows),
    goals,
  };
}

function grown({ before, after }: Pick<Growth, "before" | "after">): number {
  return mebibytes(after.heapBytes - before.heapBytes);
}

async function growth(
  name: string,
  contender: Contender,
  installations: Installations,
  { seconds, perSecond }: OutageOptions,
): Promise<Growth> {
  const server = await LangSmithServer.start({ keepRuns: false, keepRequests: false });
  const subject = await SubjectProcess.start({ ...contender, endpoint: server.endpoint }, installations);
  try {
    await subject.ask<"load">({ kind: "load", seconds: 3, perSecond });
    await subject.ask<"round">({ kind: "round", calls: 1, flush: true });
    const before = await subject.ask<"tell">({ kind: "tell" });
    await server.setMode("refused");
    const load = await subject.ask<"load">({ kind: "load", seconds, perSecond });
    const after = await subject.ask<"tell">({ kind: "tell" });
    return { name, before, after, perSecond: load.calls / load.seconds };
  } finally {
    await Promise.all([server.stop(), subject.stop()]);
  }
}
