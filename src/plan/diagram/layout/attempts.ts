import type { Line } from "./picture";

export type Width = "wide" | "narrow";

/** How much room a layout takes. */
export interface Attempt {
  readonly isNarrow: boolean;
  /** Whether what is in one place is one below the other: all of it, or what is on no request's way. */
  readonly stacked: "nothing" | "extras" | "all";
  /** Kinds of lines that words replace, but for the way of a request. */
  readonly inWords: ReadonlySet<Line["kind"]>;
  /** ELK's way to put nodes over one another. @default "NETWORK_SIMPLEX" */
  readonly placement?: "NETWORK_SIMPLEX" | "BRANDES_KOEPF";
}

/** Each next one takes less room; the first that fits is taken. */
export const ATTEMPTS: Readonly<Record<Width, readonly Attempt[]>> = {
  wide: [
    { isNarrow: false, stacked: "nothing", inWords: new Set() },
    { isNarrow: false, stacked: "extras", inWords: new Set() },
    { isNarrow: false, stacked: "all", inWords: new Set() },
  ],
  narrow: [
    { isNarrow: true, stacked: "all", inWords: new Set(), placement: "BRANDES_KOEPF" },
    { isNarrow: true, stacked: "all", inWords: new Set(["rule"]), placement: "BRANDES_KOEPF" },
    { isNarrow: true, stacked: "all", inWords: new Set(["control", "route"]) },
    { isNarrow: true, stacked: "all", inWords: new Set(["control", "route", "rule"]) },
  ],
};

/** Pixels that let text stay as large as it is: in a readme, and on a telephone. */
export const MOST: Readonly<Record<Width, number>> = { wide: 775, narrow: 392 };
