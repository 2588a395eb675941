import { decoded, type EnvironmentVariables } from "../settings/environment";
import type { TracingSettings } from "../settings/settings";

/** Where spans go when the application has no TracerProvider of its own. */
export interface Destination {
  /** For warnings, such as "LangSmith". */
  readonly name: string;
  /** @default - by the exporter's own variables, OTEL_EXPORTER_OTLP_* */
  readonly url?: string | undefined;
  /** @default - by the exporter's own variables */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const ENDPOINTS = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"] as const;
const PROTOCOLS = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"] as const;
const PROTOCOL = "http/protobuf";

/**
 * The collector that OpenTelemetry's variables name, or else LangSmith itself. LangSmith's key goes to LangSmith alone.
 *
 * @returns sentences in place of a destination where there is none
 */
export function destinationOf(
  env: EnvironmentVariables,
  settings: Pick<TracingSettings, "apiKey" | "endpoint" | "project">,
): { readonly destination?: Destination; readonly problems: readonly string[] } {
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true") return off("OTEL_SDK_DISABLED is true");
  if (env.OTEL_TRACES_EXPORTER?.trim() === "none") return off("OTEL_TRACES_EXPORTER is none");
  const named = ENDPOINTS.find((name) => isSet(env[name]));
  if (named === undefined) return ofLangSmith(settings);
  if (!isAddress(env[named])) {
    return off(`${named} is no http(s) address: give one such as http://localhost:4318`);
  }
  const protocol = PROTOCOLS.find((name) => isSet(env[name]));
  const problems =
    protocol === undefined || env[protocol]?.trim() === PROTOCOL
      ? []
      : [`${protocol} is not ${PROTOCOL}: spans go as ${PROTOCOL}, to a collector's port 4318 as a rule.`];
  return { destination: { name: "OpenTelemetry's collector" }, problems };
}

function ofLangSmith({
  apiKey,
  endpoint,
  project,
}: Pick<TracingSettings, "apiKey" | "endpoint" | "project">) {
  if (apiKey === undefined) {
    return off("OpenTelemetry mode has neither OTEL_EXPORTER_OTLP_ENDPOINT nor LANGSMITH_API_KEY");
  }
  const headers = { "x-api-key": apiKey, ...(project !== undefined && { "Langsmith-Project": project }) };
  return { destination: { name: "LangSmith", url: `${endpoint}/otel/v1/traces`, headers }, problems: [] };
}

function off(reason: string) {
  return { problems: [`${reason}. Tracing stays off.`] };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}

function isAddress(value: string | undefined): boolean {
  return value !== undefined && /^\s*https?:\/\//i.test(value) && URL.canParse(value);
}

const HEADERS = ["OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"] as const;

/** What the exporter's headers hold is a key as a rule. */
export function exporterSecrets(env: EnvironmentVariables): readonly string[] {
  return HEADERS.flatMap((name) =>
    (env[name] ?? "").split(",").flatMap((pair) => {
      const value = pair.slice(pair.indexOf("=") + 1).trim();
      return [value, decoded(value)];
    }),
  ).filter((value) => value !== "");
}
