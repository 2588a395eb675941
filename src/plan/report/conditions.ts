import type { Report } from "./report";

/** What `--fail-on` can be asked for. */
export const CONDITIONS = [
  "changes",
  "destroy",
  "destroy-stateful",
  "replace",
  "replace-stateful",
  "in-use",
  "forget",
  "drift",
  "failed-check",
  "errored",
  "incomplete",
  "deferred",
] as const;

export type Condition = (typeof CONDITIONS)[number];

/** Which conditions are met, in the order of {@link CONDITIONS}. */
export function conditionsOf(report: Pick<Report, "counts" | "stacks">): readonly Condition[] {
  const { counts, stacks } = report;
  const isAny = (test: (change: Report["stacks"][number]["changes"][number]) => boolean) =>
    stacks.some(({ changes }) => changes.some(test));
  const met: Readonly<Record<Condition, boolean>> = {
    changes: hasChanges(counts),
    destroy: counts.destroy > 0,
    "destroy-stateful": isAny(({ kind, stateful }) => kind === "destroy" && stateful !== undefined),
    replace: counts.replace > 0,
    "replace-stateful": isAny(({ kind, stateful }) => kind === "replace" && stateful !== undefined),
    "in-use": isAny(({ inUse }) => inUse !== undefined),
    forget: counts.forget > 0,
    drift: counts.drift > 0,
    "failed-check": counts.failedChecks > 0,
    errored: stacks.some(({ errored }) => errored),
    incomplete: stacks.some(({ complete }) => !complete),
    deferred: counts.deferred > 0,
  };
  return CONDITIONS.filter((each) => met[each]);
}

/** Whether an apply would do or record anything; data sources that are read are no change. */
export function hasChanges(counts: Report["counts"]): boolean {
  const { add, change, replace, destroy, forget, move, outputs } = counts;
  return add + change + replace + destroy + forget + move + outputs + counts.import > 0;
}
