import { BudgetExceededError } from "langgraph-platform/tracing";
import { codeOf } from "../database/errors.js";
import { ThreadBusyError } from "../database/threads.js";
import { isHeld } from "../runs/budget.js";
import { RunCancelledError, RunTimeoutError, TooManyRunsError, UnknownAgentError } from "../runs/errors.js";
import { isOutage } from "./database-errors.js";
import { StoppingError } from "./draining.js";
import { Problem } from "./problem.js";
import * as problem from "./problems.js";

/** What a client is told of an error. What it may not know stays here. */
export type ProblemOf = (error: unknown, requestId: string) => Promise<Problem>;

/** @param readiness why the database cannot serve, or undefined: what nobody knows comes from that then */
export function createProblemOf(readiness: () => Promise<string | undefined>): ProblemOf {
  return async (error, requestId) => {
    if (error instanceof Problem) return error;
    const known = ofRun(error) ?? ofRequest(error);
    if (known !== undefined) return known;
    // what is ready now need not have been so
    if (isOutage(error) || (await readiness()) !== undefined) return problem.notReady();
    return problem.internal(requestId);
  };
}

function ofRun(error: unknown): Problem | undefined {
  if (BudgetExceededError.isInstance(error)) {
    const { reason, scope, limitUsd } = error;
    if (reason === "store") return problem.budgetUnknown();
    if (isHeld(error)) return problem.budgetReserved(scope);
    return problem.budgetExceeded(scope, limitUsd, Date.now());
  }
  if (error instanceof UnknownAgentError) return new Problem(404, { detail: error.message });
  if (error instanceof ThreadBusyError) return problem.threadBusy();
  if (error instanceof TooManyRunsError) return problem.tooManyRuns(error.scope, error.limit);
  if (error instanceof RunTimeoutError) return problem.runTimedOut(error.timeoutMs);
  if (error instanceof StoppingError) return problem.stopping();
  if (error instanceof RunCancelledError)
    return error.cause instanceof StoppingError ? problem.stopping() : undefined;
  return isProviders(error) ? problem.modelFailed() : undefined;
}

/** OpenAI's client tells by these that a provider refused, was not reached, took too long, or broke off midway. */
function isProviders(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === "TimeoutError" || ("status" in error && "requestID" in error)) return true;
  // of `fetch`, by which nothing but a provider is asked within a run
  return /^UND_ERR_/.test(codeOf(error.cause));
}

/** Fastify's errors of requests that it could not read. */
function ofRequest(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  switch (error.statusCode) {
    case 413:
      return new Problem(413, { detail: "The body is larger than this service takes: send less." });
    case 415:
      return problem.unsupported();
    case 400:
      return new Problem(400, { detail: "The request cannot be read: send one JSON object as its body." });
    default:
      return undefined;
  }
}
