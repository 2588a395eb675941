import type { Outcome } from "./records";

const CANCELLED: ReadonlySet<string> = new Set(["AbortError", "APIUserAbortError", "ModelAbortError"]);

/** Whether an error says that somebody broke off, by the names that fetch, OpenAI's client and LangChain give it. */
export function isCancellation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return CANCELLED.has(error.name);
}

/** Whether an error says that a provider took no part in a call: it refused it, or was not there. */
export function isRefusedByProvider(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const status: unknown = Reflect.get(error, "status");
  if (typeof status === "number") return status >= 400 && status < 500 && status !== 408;
  const cause: unknown = Reflect.get(error, "cause");
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND";
}

/** @param refusal of a hard budget during the execution, whatever became of it */
export function outcomeOf(error: unknown, refusal: Error | undefined): Outcome {
  if (refusal !== undefined) return "refused";
  return isCancellation(error) ? "cancelled" : "failed";
}
