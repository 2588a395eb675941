import type { Line } from "./picture";

export type Width = "wide" | "narrow";

/** How much room a layout takes. */
export interface Attempt {
  readonly isNarrow: boolean;
  /** Whether what is in one place is one below the other: all of it, or what is on no request's way. */
  readonly stacked: "nothing" | "extras" | "all";
  /** Kinds of lines that words replace. */
  readonly inWords: ReadonlySet<Line["kind"]>;
}

/** Each next one takes less room; the first that fits is taken. */
export const ATTEMPTS: Readonly<Record<Width, readonly Attempt[]>> = {
  wide: [
    { isNarrow: false, stacked: "nothing", inWords: new Set() },
    { isNarrow: false, stacked: "extras", inWords: new Set() },
    { isNarrow: false, stacked: "all", inWords: new Set() },
  ],
  narrow: [
    { isNarrow: true, stacked: "all", inWords: new Set() },
    { isNarrow: true, stacked: "all", inWords: new Set(["control"]) },
    { isNarrow: true, stacked: "all", inWords: new Set(["control", "route"]) },
  ],
};

/** Pixels that let text stay as large as it is: in a readme, and on a telephone. */
export const MOST: Readonly<Record<Width, number>> = { wide: 720, narrow: 378 };
