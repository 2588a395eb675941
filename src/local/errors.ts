/** What a {@link LocalError} knows besides its message. */
export interface LocalErrorDetails {
  /** What the reader can do about it: one sentence. */
  readonly remedy?: string | undefined;
  /** Lines of output that show the cause, most relevant last. */
  readonly lines?: readonly string[];
  /** File with the full output. */
  readonly logFile?: string | undefined;
  readonly cause?: unknown;
}

/** A failure that is explained by its message, lines and remedy; a stack trace adds nothing for the reader. */
export class LocalError extends Error {
  override readonly name: string = "LocalError";
  readonly remedy: string | undefined;
  readonly lines: readonly string[];
  readonly logFile: string | undefined;

  constructor(message: string, details: LocalErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.remedy = details.remedy;
    this.lines = details.lines ?? [];
    this.logFile = details.logFile;
  }
}

/** The user, or the system, asked for an end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(readonly signal: NodeJS.Signals) {
    super(`Stopped by ${signal}`);
  }
}
