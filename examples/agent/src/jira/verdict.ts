import { BudgetExceededError } from "langgraph-platform/tracing";
import { isHeld } from "../runs/budget.js";
import { TooManyRunsError, UnknownAgentError } from "../runs/errors.js";
import { JiraError } from "./error.js";
import { nameOf } from "./error-name.js";

/** What becomes of a delivery that could not be answered. */
export type Verdict =
  | {
      readonly state: "waiting";
      readonly reason: string;
      /** Milliseconds until it is tried again. */
      readonly delayMs: number;
      /** Whether the attempt counts. It does not where nothing is wrong with the delivery. */
      readonly counts: boolean;
      /** Milliseconds in which this process takes no delivery at all: each would fare the same. @default 0 */
      readonly pauseMs?: number;
    }
  | { readonly state: "dropped" | "failed"; readonly reason: string };

export interface Tried {
  /** With the one that failed. */
  readonly attempts: number;
  /** Milliseconds since the delivery was taken in. */
  readonly ageMs: number;
}

/** Over an hour and a quarter: most outages are over by then. */
const MAX_ATTEMPTS = 10;
const DAY_MS = 86_400_000;
/** A budget may refuse on two days. */
const MAX_AGE_MS = 3 * DAY_MS;
/** Longer than Jira takes to make a comment of a request that seemed to fail. */
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 15 * 60_000;
/** Credentials and permissions are not put right within seconds, and Jira locks accounts out that try too often. */
const MISCONFIGURED_MS = 5 * 60_000;
const BUSY_MS = 60_000;
const LONGEST_RETRY_AFTER_MS = 3_600_000;
const TOO_MANY_RUNS_MS = 15_000;
/** Deliveries that wait for a new day do not come all at once. */
const AFTER_MIDNIGHT_MS = 10 * 60_000;

/** Whether a delivery has had more attempts than there are: the tasks that worked on it have died of it, or beside it. */
export function isExhausted(attempts: number): boolean {
  return attempts > MAX_ATTEMPTS;
}

/** @param now milliseconds of Unix time */
export function verdictOn(error: unknown, { attempts, ageMs }: Tried, now: number): Verdict {
  const verdict = meaningOf(error, attempts, now);
  if (verdict.state === "waiting" && verdict.counts && attempts >= MAX_ATTEMPTS) {
    return { state: "failed", reason: `${verdict.reason} It was tried ${attempts} times.` };
  }
  if (verdict.state === "waiting" && ageMs + verdict.delayMs > MAX_AGE_MS) {
    return { state: "failed", reason: `${verdict.reason} It has waited for 3 days.` };
  }
  return verdict;
}

function meaningOf(error: unknown, attempts: number, now: number): Verdict {
  if (error instanceof JiraError) return ofJira(error, attempts);
  if (BudgetExceededError.isInstance(error)) return ofBudget(error, attempts, now);
  if (error instanceof TooManyRunsError) {
    return wait("Too many runs are under way.", jittered(TOO_MANY_RUNS_MS));
  }
  if (error instanceof UnknownAgentError) return { state: "failed", reason: "There is no such agent." };
  return retry(`It could not be answered (${nameOf(error)}).`, backOff(attempts));
}

function ofJira({ kind, message, retryAfterMs = 0 }: JiraError, attempts: number): Verdict {
  const asked = Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  switch (kind) {
    case "gone":
      return { state: "dropped", reason: message };
    case "refused":
      return { state: "failed", reason: message };
    case "misconfigured":
      return wait(message, MISCONFIGURED_MS, MISCONFIGURED_MS);
    case "busy": {
      const delayMs = asked || jittered(BUSY_MS);
      return wait(message, delayMs, delayMs);
    }
    case "forbidden":
      return retry(message, LONGEST_DELAY_MS);
    case "unavailable":
      return retry(message, Math.max(asked, backOff(attempts)));
  }
}

function ofBudget(error: BudgetExceededError, attempts: number, now: number): Verdict {
  const { scope, reason } = error;
  if (reason === "store") return retry("Budgets cannot be checked.", backOff(attempts));
  if (isHeld(error)) return wait("Runs under way hold what is left of the budget.", jittered(BUSY_MS));
  const delayMs = DAY_MS - (now % DAY_MS) + Math.random() * AFTER_MIDNIGHT_MS;
  return wait(`The budget (${scope}) is used up until midnight UTC.`, delayMs);
}

function retry(reason: string, delayMs: number): Verdict {
  return { state: "waiting", counts: true, reason, delayMs };
}

function wait(reason: string, delayMs: number, pauseMs = 0): Verdict {
  return { state: "waiting", counts: false, reason, delayMs, pauseMs };
}

function backOff(attempts: number): number {
  return jittered(Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), LONGEST_DELAY_MS));
}

/** Up to a fifth longer, so that tasks do not go in step. */
function jittered(ms: number): number {
  return ms * (1 + 0.2 * Math.random());
}
