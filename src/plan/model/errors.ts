/** Something a user can act on: the problem, what was found, and the next step. Never a value of the plan. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly remedy: string | undefined;
  readonly details: readonly string[];

  /** @param details one line each, such as all that is missing. @default - none */
  constructor(
    message: string,
    { remedy, details = [], cause }: { remedy?: string; details?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.remedy = remedy;
    this.details = details;
  }
}
