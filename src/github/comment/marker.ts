import { z } from "zod";
import { STATES, type State } from "./states";

/** One execution of a workflow. */
export interface Run {
  readonly id: number;
  /** Counts the runs of a workflow. */
  readonly number: number;
  /** Counts how often the run was started, from 1. */
  readonly attempt: number;
}

export interface StackState {
  readonly state: State;
  readonly run: Run;
  /** What there is to say about it, such as why it was planned again, as plain text. */
  readonly notes?: readonly string[] | undefined;
}

/** What a comment knows of itself; it stands hidden in its first line. */
export interface Marker {
  /** Tells several comments of one pull request apart. */
  readonly key: string;
  /** The commit that the report is about. */
  readonly head: string;
  readonly run: Run;
  readonly stacks: Readonly<Record<string, StackState>>;
}

const PREFIX = "<!-- langgraph-platform ";
const SUFFIX = " -->";

const run = z.strictObject({
  id: z.int().positive(),
  number: z.int().positive(),
  attempt: z.int().positive(),
});
const stack = z.strictObject({
  state: z.enum(STATES),
  run,
  notes: z.array(z.string()).optional(),
});
const schema = z.strictObject({
  key: z.string(),
  head: z.string().regex(/^[0-9a-f]{40}$/),
  run,
  stacks: z.record(z.string(), stack),
});

/** The hidden first line. */
export function writeMarker(marker: Marker): string {
  // nothing in it may end the HTML comment
  const json = JSON.stringify(marker).replace(
    /[<>&-]/g,
    (each) => `\\u00${each.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `${PREFIX}${json}${SUFFIX}`;
}

/** Undefined unless the first line is a marker; one further down is somebody's text. */
export function readMarker(body: string): Marker | undefined {
  const [line = ""] = body.split("\n", 1).map((each) => each.trimEnd());
  if (!line.startsWith(PREFIX) || !line.endsWith(SUFFIX)) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(line.slice(PREFIX.length, -SUFFIX.length)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Below, at or above zero: whether `a` was started before, with or after `b`. */
export function compareRuns(a: Run, b: Run): number {
  return a.number - b.number || a.attempt - b.attempt;
}
