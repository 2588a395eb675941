/** How a command ends, as its exit code; `docs/deploying.md` explains each. */
export const EXIT = {
  succeeded: 0,
  /** A fault of the tool itself. */
  internal: 1,
  usage: 2,
  /** Nothing was started, because something that was found forbids it. */
  refused: 3,
  /** The deployment failed or was stopped, and what ran before serves again. */
  rolledBack: 4,
  /** The deployment failed or was stopped, and was not rolled back. */
  failed: 5,
  /** AWS answered with an error, or a permission is missing. */
  aws: 6,
  timeout: 7,
  /** As a shell reports SIGINT; SIGTERM is 143. */
  interrupted: 130,
} as const;

export type Outcome = keyof typeof EXIT;

/** Something a user can act on: the problem, what was found, and the next step. */
export class DeployError extends Error {
  /**
   * @param outcome decides the exit code
   * @param message the problem and what was found; never a secret
   * @param remedy the next step. @default - none
   * @param details one line each, such as all that is missing. @default - none
   */
  constructor(
    readonly outcome: Exclude<Outcome, "succeeded">,
    message: string,
    readonly remedy?: string,
    readonly details: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "DeployError";
  }
}

/** Nothing was started. */
export function refused(message: string, remedy?: string, details?: readonly string[]): DeployError {
  return new DeployError("refused", message, remedy, details);
}
