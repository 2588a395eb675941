export const STATES = [
  "planned",
  "not-planned",
  "waiting",
  "applying",
  "applied",
  "unchanged",
  "failed",
] as const;
/** What became of a stack's plan; `not-planned` is one that failed, `waiting` is for an approval. */
export type State = (typeof STATES)[number];

/** Whether a state is about a pull request that is open: the next one of the kind takes its place. */
export function isOfPlan(state: State): boolean {
  return state === "planned" || state === "not-planned";
}

/** A key of a comment, and a stack's name in it. */
export function isKey(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);
}
