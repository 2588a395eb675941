/**
 * What Jira's answer, or its silence, means.
 *
 * "misconfigured": wrong credentials, or a wrong address. "forbidden": the account may not do this. "gone": there is no such
 * issue, or it is hidden from the account. "busy": asked too often. "unavailable": not now. "refused": never, as it is.
 */
export type JiraErrorKind = "misconfigured" | "forbidden" | "gone" | "busy" | "unavailable" | "refused";

export interface JiraErrorOptions {
  /** @default - there was no answer, or none that could be read */
  readonly status?: number;
  /** Milliseconds that Jira wants to be left alone. @default - Jira does not say */
  readonly retryAfterMs?: number | undefined;
}

/** Jira did not do what it was asked. The message holds no secret, and nothing of what Jira has answered. */
export class JiraError extends Error {
  override readonly name = "JiraError";
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly kind: JiraErrorKind,
    message: string,
    { status, retryAfterMs }: JiraErrorOptions = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Of an answer that is no success.
 *
 * @param what such as "GET myself"
 */
export function refusalOf(what: string, { status, headers }: Response): JiraError {
  const [kind, remedy] = meaningOf(status);
  const retryAfterMs = millisecondsOf(headers.get("retry-after"));
  const message = `Jira answers ${status} to ${what}${remedy === undefined ? "." : `: ${remedy}.`}`;
  return new JiraError(kind, message, { status, retryAfterMs });
}

function meaningOf(status: number): readonly [JiraErrorKind, remedy?: string] {
  if (status === 401) return ["misconfigured", "check JIRA_EMAIL and JIRA_API_TOKEN"];
  if (status === 403) return ["forbidden", "let JIRA_EMAIL's account browse the project and add comments"];
  if (status === 404 || (status >= 300 && status < 400)) {
    return ["misconfigured", "set JIRA_BASE_URL to Jira's own address"];
  }
  if (status === 429) return ["busy"];
  return status >= 500 || status === 408 ? ["unavailable"] : ["refused"];
}

function millisecondsOf(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : undefined;
}

/** Where there is no whole answer. */
export function silenceOf(what: string, error: unknown): JiraError {
  const { name, cause } = error instanceof Error ? error : {};
  if (name === "TimeoutError") return new JiraError("unavailable", `Jira does not answer in time: ${what}.`);
  if (name === "SyntaxError") return new JiraError("unavailable", `Jira answers no JSON to ${what}.`);
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return new JiraError("unavailable", `Jira cannot be reached${code}: ${what}.`);
}
