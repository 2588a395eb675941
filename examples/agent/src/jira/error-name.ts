/** What an error is called. Its text may hold anything, secrets included. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "Error";
  const names = [error.name, "code" in error ? error.code : undefined];
  return names.filter((name) => typeof name === "string" && /^\w{1,50}$/.test(name)).join(", ") || "Error";
}
