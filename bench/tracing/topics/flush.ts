import { type LangSmithMode, LangSmithServer } from "../../../__tests__/tracing/support/langsmith-server";
import type { Goal } from "../../support/goals";
import { table } from "../../support/table";
import type { Contender } from "../contract";
import type { Installations } from "../installation";
import { SubjectProcess } from "../subject-process";

const MODES: readonly (readonly [string, LangSmithMode])[] = [
  ["healthy", "healthy"],
  ["refused", "refused"],
  ["hung", "hung"],
  ["500", { status: 500 }],
];
const RUNS = 100;
const MOST_SECONDS = 5;

/** Seconds by mode, how long a process with 100 pending runs waits for them. */
export type FlushTimes = ReadonlyMap<string, number>;

/** All modes at the same time: they only wait. */
export async function measureFlush(
  contender: Contender,
  installations: Installations,
  only: (mode: string) => boolean,
): Promise<FlushTimes> {
  const modes = MODES.filter(([name]) => only(name));
  return new Map(
    await Promise.all(
      modes.map(async ([name, mode]) => [name, await seconds(contender, mode, installations)] as const),
    ),
  );
}

export function tellFlush(bare: FlushTimes, ours: FlushTimes): string {
  const rows = MODES.map(([name]) => {
    const [one, other] = [bare.get(name), ours.get(name)];
    const ratio = one === undefined || other === undefined ? "-" : `${(other / one).toFixed(2)} x`;
    return [name, one?.toFixed(2) ?? "-", other?.toFixed(2) ?? "-", ratio];
  });
  return table(["s", "bare: awaitPendingTraceBatches", "ours: shutdown", "ratio"], rows);
}

export function flushGoal(ours: FlushTimes): Goal {
  const longest = Math.max(...ours.values()).toFixed(1);
  return {
    what: "flush, every mode",
    bound: `at most ${MOST_SECONDS.toFixed(1)} s`,
    measured: `${longest} s`,
    // a timer rings some milliseconds late
    isMet: Number(longest) <= MOST_SECONDS,
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
