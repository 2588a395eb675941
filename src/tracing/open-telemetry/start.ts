import type { Identity } from "../records";
import type { EnvironmentVariables } from "../settings/environment";
import type { TracingSettings } from "../settings/settings";
import type { Warnings } from "../warnings";
import { ApplicationTarget, applicationProvider } from "./application-target";
import { destinationOf } from "./destination";
import { OwnTarget } from "./own-target";
import { loadPeers, type Peers } from "./peers";
import { resourceAttributes } from "./resource";
import { SpanQueue } from "./span-queue";
import type { SpanTarget } from "./span-target";
import { langsmithTranslator } from "./translator";

export interface OpenTelemetryOptions {
  readonly env: EnvironmentVariables;
  readonly settings: Pick<TracingSettings, "apiKey" | "endpoint" | "project">;
  readonly identity: Identity;
  readonly warnings: Warnings;
  readonly maxQueueBytes: number;
  readonly requestTimeoutMs: number;
}

/**
 * Sends runs as OpenTelemetry spans: to the application's TracerProvider where it has one, or else to the collector that
 * OTEL_EXPORTER_OTLP_ENDPOINT names, or else to LangSmith.
 *
 * @returns undefined where that cannot be; a warning says why
 */
export async function startOpenTelemetry(options: OpenTelemetryOptions): Promise<SpanQueue | undefined> {
  const { warnings } = options;
  const peers = await loadPeers();
  if ("missing" in peers) {
    const names = peers.missing.join(" ");
    warnings.warn(
      "peers",
      `OpenTelemetry mode needs more packages: npm install ${names}. Tracing stays off.`,
    );
    return undefined;
  }
  const translate = langsmithTranslator();
  if (translate === undefined) {
    warnings.warn(
      "translator",
      "This version of langsmith translates no runs for OpenTelemetry. Tracing stays off.",
    );
    return undefined;
  }
  const target = targetOf(peers, options);
  if (target === undefined) return undefined;
  keepContext(peers);
  return new SpanQueue({ api: peers.api, target, translate, warnings, maxBytes: options.maxQueueBytes });
}

function targetOf(peers: Peers, options: OpenTelemetryOptions): SpanTarget | undefined {
  const { env, settings, identity, warnings, requestTimeoutMs } = options;
  const provider = applicationProvider(peers.api.trace);
  if (provider !== undefined) return new ApplicationTarget(provider);
  const { destination, problems } = destinationOf(env, settings);
  for (const problem of problems) warnings.warn(problem, problem);
  if (destination === undefined) return undefined;
  const hasTimeout =
    env.OTEL_EXPORTER_OTLP_TIMEOUT !== undefined || env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT !== undefined;
  return new OwnTarget(peers, {
    destination,
    resource: resourceAttributes(env, identity),
    timeoutMs: hasTimeout ? undefined : requestTimeoutMs,
  });
}

/** Without a context manager no span is ever the active one; an application's own is left alone. */
function keepContext({ api, contextHooks }: Peers): void {
  const { context, createContextKey, ROOT_CONTEXT } = api;
  const key = createContextKey("langgraph-platform");
  const isKept = context.with(
    ROOT_CONTEXT.setValue(key, true),
    () => context.active().getValue(key) === true,
  );
  if (!isKept) context.setGlobalContextManager(new contextHooks.AsyncLocalStorageContextManager().enable());
}
