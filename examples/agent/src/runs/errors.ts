/** There is no agent of this name. */
export class UnknownAgentError extends Error {
  override readonly name = "UnknownAgentError";

  constructor(
    readonly agent: string,
    readonly agents: readonly string[],
  ) {
    super(`There is no agent ${JSON.stringify(agent)}: there are ${agents.join(", ")}.`);
  }
}

/** Whose runs are too many: those of one user, or those of the whole process. */
export type RunScope = "user" | "service";

/** As many runs are under way as may be. */
export class TooManyRunsError extends Error {
  override readonly name = "TooManyRunsError";

  constructor(
    readonly scope: RunScope,
    /** Runs that may be under way at once. */
    readonly limit: number,
  ) {
    const whose = scope === "user" ? "of this user " : "";
    super(`${limit} runs ${whose}are under way, and no more may be: try again when one has ended.`);
  }
}

/** The run took longer than a run may. */
export class RunTimeoutError extends Error {
  override readonly name = "RunTimeoutError";

  constructor(readonly timeoutMs: number) {
    super(`The run was not done within ${timeoutMs / 1000} s, and has been ended: ask for less at once.`);
  }
}

/** Whoever asked, or read, is gone: the run was broken off. */
export class RunCancelledError extends Error {
  /** By which fetch, LangChain and tracing tell that somebody broke off. */
  override readonly name = "AbortError";

  constructor(cause?: unknown) {
    super("The run was cancelled.", { cause });
  }
}
