import type { FastifyServerOptions } from "fastify";
import type { Settings } from "../settings/settings.js";

const HIDDEN = "[secret]";

/** What is shorter is no secret, and would be found in any text. */
const MIN_LENGTH = 8;

/**
 * JSON, one object a line, on standard output. What is secret is replaced, wherever it stands.
 *
 * Tracing's lines for CloudWatch go there, too: by one and the same stream, lines stay whole, and are out before the process is.
 */
export function logOptions(
  settings: Pick<Settings, "logLevel" | "tokens" | "database" | "model" | "jira">,
): Exclude<FastifyServerOptions["logger"], boolean | undefined> {
  const hide = hiding(secretsOf(settings));
  return {
    level: settings.logLevel,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorOf },
    stream: { write: (line: string) => process.stdout.write(hide(line)) },
  };
}

/** Without what clients hang on their errors, such as answers and their headers. */
function errorOf(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: "" };
  const { name: type, message, stack = "", cause } = error;
  return {
    type,
    message,
    stack,
    ...(cause instanceof Error && { cause: `${cause.name}: ${cause.message}` }),
  };
}

function secretsOf({
  tokens,
  database,
  model,
  jira,
}: Pick<Settings, "tokens" | "database" | "model" | "jira">): readonly string[] {
  const { password } = new URL(database.uri);
  return [
    ...tokens.map(({ token }) => token),
    password,
    decodeURIComponent(password),
    ...(model.kind === "openai" ? [model.apiKey] : []),
    ...(jira === undefined ? [] : [jira.apiToken, jira.webhookSecret]),
  ].filter(({ length }) => length >= MIN_LENGTH);
}

/** Of a line of JSON, in which some characters are written otherwise. */
function hiding(secrets: readonly string[]): (line: string) => string {
  const written = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))];
  return (line) => written.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line);
}
