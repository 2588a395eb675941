import { table } from "./table";

/** What the benchmark is for: a bound, what was measured, and whether it holds. */
export interface Goal {
  readonly what: string;
  readonly bound: string;
  readonly measured: string;
  readonly isMet: boolean;
}

export function tellGoals(goals: readonly Goal[]): string {
  const rows = goals.map(({ what, bound, measured, isMet }) => [
    what,
    bound,
    measured,
    isMet ? "met" : "MISSED",
  ]);
  return table(["goal", "bound", "measured", ""], rows);
}
