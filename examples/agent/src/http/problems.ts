import { Problem } from "./problem.js";

/** What may have ended until then: runs take seconds. */
const SOON_SECONDS = 5;

export function unauthorized(isWrong: boolean): Problem {
  const detail = isWrong
    ? "The bearer token is not one of this service's."
    : "Give a token of this service as `Authorization: Bearer <token>`.";
  const error = isWrong ? ', error="invalid_token"' : "";
  return new Problem(401, { detail, headers: { "www-authenticate": `Bearer realm="agent"${error}` } });
}

export function notFound(what: string): Problem {
  return new Problem(404, { detail: `There is no ${what}.` });
}

export function unsupported(): Problem {
  return new Problem(415, { detail: "Send the body as application/json, in UTF-8 and not compressed." });
}

export function stopping(): Problem {
  return new Problem(503, {
    type: "stopping",
    title: "This process is stopping",
    detail: "This process is stopping, and another one takes over: ask again.",
    retryAfterSeconds: SOON_SECONDS,
  });
}

export function threadBusy(): Problem {
  return new Problem(409, {
    type: "thread-busy",
    title: "The thread is busy",
    detail:
      "A run of this thread is under way: ask again when it has ended, or leave threadId out for a new thread.",
    retryAfterSeconds: SOON_SECONDS,
  });
}

export function tooManyRuns(scope: "user" | "service", limit: number): Problem {
  const type = "too-many-runs";
  const retryAfterSeconds = SOON_SECONDS;
  if (scope === "service") {
    const detail = "As many runs are under way as this process takes: ask again.";
    return new Problem(503, { type, title: "Too many runs", detail, retryAfterSeconds });
  }
  return new Problem(429, {
    type,
    title: "Too many runs",
    detail: `${limit} of your runs are under way, and no more may be: ask again when one has ended.`,
    retryAfterSeconds,
    members: { limit },
  });
}

/** @param now milliseconds of Unix time */
export function budgetExceeded(scope: "execution" | "user" | "day", limitUsd: number, now: number): Problem {
  const common = { type: "budget-exceeded", title: "The budget is used up" };
  const retryAfterSeconds = secondsToMidnight(now);
  switch (scope) {
    case "execution":
      // the next try would cost as much
      return new Problem(429, {
        ...common,
        detail: `A run may cost ${limitUsd} USD, and this one would have cost more: ask for less at once.`,
        members: { scope, limit: limitUsd },
      });
    case "user":
      return new Problem(429, {
        ...common,
        detail: `Your budget of ${limitUsd} USD a day has no room for this: ask again after midnight UTC.`,
        retryAfterSeconds,
        members: { scope, limit: limitUsd },
      });
    case "day":
      return new Problem(429, {
        ...common,
        detail: "The service's budget of this day has no room for this: ask again after midnight UTC.",
        retryAfterSeconds,
        members: { scope },
      });
  }
}

export function budgetReserved(scope: "execution" | "user" | "day"): Problem {
  return new Problem(429, {
    type: "budget-reserved",
    title: "The budget is held by runs under way",
    detail: "What is left of the budget is held by runs under way: ask again when they have ended.",
    retryAfterSeconds: SOON_SECONDS,
    members: { scope },
  });
}

export function budgetUnknown(): Problem {
  return new Problem(503, {
    type: "budget-unknown",
    title: "Budgets cannot be checked",
    detail: "Budgets cannot be checked at the moment, and without that no model is asked: ask again.",
    retryAfterSeconds: SOON_SECONDS,
  });
}

export function runTimedOut(timeoutMs: number): Problem {
  return new Problem(504, {
    type: "run-timeout",
    title: "The run took too long",
    detail: `The run was not done within ${timeoutMs / 1_000} s, and has been ended: ask for less at once.`,
    members: { limit: timeoutMs / 1_000 },
  });
}

export function modelFailed(): Problem {
  return new Problem(502, {
    type: "model-failed",
    title: "The model's provider fails",
    detail: "The model's provider did not answer as it should: ask again.",
    retryAfterSeconds: SOON_SECONDS,
  });
}

export function notReady(): Problem {
  return new Problem(503, {
    type: "not-ready",
    title: "The service is not ready",
    detail: "The service's database is not ready at the moment: ask again.",
    retryAfterSeconds: SOON_SECONDS,
  });
}

/** @param requestId by which the log has the rest */
export function internal(requestId: string): Problem {
  return new Problem(500, {
    detail: "Something went wrong here, and has been logged.",
    members: { requestId },
  });
}

function secondsToMidnight(now: number): number {
  const day = 86_400_000;
  return Math.ceil((day - (now % day)) / 1_000);
}
