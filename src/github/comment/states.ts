export const STATES = ["planned", "waiting", "applying", "applied", "unchanged", "failed"] as const;
/** What became of a stack's plan; `waiting` is for an approval. */
export type State = (typeof STATES)[number];

/** A key of a comment, and a stack's name in it. */
export function isKey(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(text);
}
