/** A migration has failed, and has left nothing behind. */
export class MigrationError extends Error {
  override readonly name: string = "MigrationError";

  constructor(
    readonly id: string,
    override readonly cause: unknown,
  ) {
    super(`The migration ${id} fails: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Another task has migrated for longer than this one waits. */
export class MigrationLockError extends Error {
  override readonly name = "MigrationLockError";
}

/** A migration has failed where the extension pgvector is not there. */
export class MissingVectorError extends MigrationError {
  override readonly name = "MissingVectorError";

  constructor({ id, cause }: MigrationError) {
    super(id, cause);
  }
}

/** Of an error of Node or PostgreSQL, or empty. It may be shown: what is longer or has other characters is none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^[A-Z0-9_]{1,40}$/.test(code) ? code : "";
}
