/** A line of a diff: added, removed, changed, as it is, or said about it. Its text is hostile, and one line. */
export interface Line {
  readonly sign: "+" | "-" | "~" | " " | "#";
  readonly text: string;
}
