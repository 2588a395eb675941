import type { Outcome } from "./records";

const CANCELLED: ReadonlySet<string> = new Set(["AbortError", "APIUserAbortError", "ModelAbortError"]);

/** Whether an error says that somebody broke off, by the names that fetch, OpenAI's client and LangChain give it. */
export function isCancellation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return CANCELLED.has(error.name);
}

/** @param refusal of a hard budget during the execution, whatever became of it */
export function outcomeOf(error: unknown, refusal: Error | undefined): Outcome {
  if (refusal !== undefined) return "refused";
  return isCancellation(error) ? "cancelled" : "failed";
}
