/** The optional packages of OpenTelemetry, by what is used of them. */
export interface Peers {
  readonly api: typeof import("@opentelemetry/api");
  readonly contextHooks: typeof import("@opentelemetry/context-async-hooks");
  readonly exporter: typeof import("@opentelemetry/exporter-trace-otlp-proto");
  readonly sdk: typeof import("@opentelemetry/sdk-trace-base");
}

/** Loads the packages of OpenTelemetry, or names those that are missing. */
export async function loadPeers(): Promise<Peers | { readonly missing: readonly string[] }> {
  const missing: string[] = [];
  const load = async <T>(name: string, imported: Promise<T>): Promise<T | undefined> =>
    imported.catch(() => {
      missing.push(name);
      return undefined;
    });
  const [api, contextHooks, exporter, sdk] = await Promise.all([
    load("@opentelemetry/api", import("@opentelemetry/api")),
    load("@opentelemetry/context-async-hooks", import("@opentelemetry/context-async-hooks")),
    load("@opentelemetry/exporter-trace-otlp-proto", import("@opentelemetry/exporter-trace-otlp-proto")),
    load("@opentelemetry/sdk-trace-base", import("@opentelemetry/sdk-trace-base")),
  ]);
  return api && contextHooks && exporter && sdk
    ? { api, contextHooks, exporter, sdk }
    : { missing: missing.sort() };
}
