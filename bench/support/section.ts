import type { Goal } from "./goals";

/** A part of what a benchmark measured. */
export interface Section {
  readonly title: string;
  /** Tables. */
  readonly text: string;
  readonly goals: readonly Goal[];
}
