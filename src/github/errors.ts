/** What a {@link GitHubError} knows besides its message. */
export interface GitHubErrorDetails {
  /** What the reader can do about it: one sentence. */
  readonly remedy?: string;
  /** One line for each thing that is wrong. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** A failure that its message, details and remedy explain. */
export class GitHubError extends Error {
  override readonly name: string = "GitHubError";
  readonly remedy: string | undefined;
  readonly details: readonly string[];

  constructor(message: string, { remedy, details = [], cause }: GitHubErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.remedy = remedy;
    this.details = details;
  }
}
