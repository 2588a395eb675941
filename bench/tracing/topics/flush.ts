import { type LangSmithMode, LangSmithServer } from "../../../__tests__/tracing/support/langsmith-server";
import type { Contender } from "../contract";
import type { Goal } from "../goals";
import type { Installations } from "../installation";
import { SubjectProcess } from "../subject-process";
import { table } from "../table";

const MODES: readonly (readonly [string, LangSmithMode])[] = [
  ["healthy", "healthy"],
  ["refused", "refused"],
  ["hung", "hung"],
  ["500", { status: 500 }],
];
const RUNS = 100;
const MOST_SECONDS = 5;

export interface FlushOptions {
  /** Whether bare langsmith is waited for where it takes more than a minute. */
  readonly withBareOutages: boolean;
}

/** How long a process waits for what is pending, after 100 runs. All of them at the same time: they only wait. */
export async function benchFlush(
  installations: Installations,
  { withBareOutages }: FlushOptions,
): Promise<{ readonly text: string; readonly goals: readonly Goal[] }> {
  const measured = await Promise.all(
    MODES.map(async ([name, mode]) => {
      const ours = seconds({ kind: "ours" }, mode, installations);
      const bare =
        withBareOutages || mode === "healthy" ? seconds({ kind: "bare" }, mode, installations) : undefined;
      return { name, ours: await ours, bare: await bare };
    }),
  );
  const rows = measured.map(({ name, ours, bare }) => [
    name,
    bare === undefined ? "-" : bare.toFixed(2),
    ours.toFixed(2),
    bare === undefined ? "-" : `${(ours / bare).toFixed(3)} x`,
  ]);
  const longest = Math.max(...measured.map(({ ours }) => ours));
  return {
    text: table(["s", "bare: awaitPendingTraceBatches", "ours: shutdown", "ratio"], rows),
    goals: [
      {
        what: "flush, every mode",
        bound: `at most ${MOST_SECONDS.toFixed(1)} s`,
        measured: `${longest.toFixed(1)} s`,
        // the deadline's timer may ring some milliseconds late
        isMet: Number(longest.toFixed(1)) <= MOST_SECONDS,
      },
    ],
  };
}

async function seconds(
  contender: Contender,
  mode: LangSmithMode,
  installations: Installations,
): Promise<number> {
  const server = await LangSmithServer.start({ keepRuns: false, keepRequests: false });
  await server.setMode(mode);
  const subject = await SubjectProcess.start({ ...contender, endpoint: server.endpoint }, installations);
  try {
    await subject.ask<"round">({ kind: "round", calls: RUNS });
    const { milliseconds } = await subject.ask<"close">({ kind: "close" });
    return milliseconds / 1000;
  } finally {
    await Promise.all([server.stop(), subject.stop()]);
  }
}
