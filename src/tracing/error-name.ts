/** What may be told of an error: its text could quote an address or a secret. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
