import { isRunTree, RunTree } from "langsmith/run_trees";
import { getCurrentRunTree } from "langsmith/singletons/traceable";
import type { RunClient } from "./delivery/client";
import { type Execution, identityMetadata, withAncestors } from "./execution";
import { formatTraceparent, parseTraceparent, type Traceparent } from "./open-telemetry/traceparent";
import { snapshot } from "./privacy/snapshot";
import type { Runtime } from "./runtime";
import { tracingState } from "./state";

/** Headers as Node's or fetch has them; their names in any case. */
export type TraceHeaders = Readonly<Record<string, string | readonly string[] | undefined>> | Headers;

/** Longer ones are no headers of LangSmith's: deeper traces than any. */
const MAX_HEADER = 8_192;

/**
 * Headers that carry the current trace to another service: LangSmith's own, W3C's `traceparent`, and baggage with the execution's
 * metadata and tags, scrubbed of secrets.
 *
 * In OpenTelemetry mode `traceparent` is that of the run's span. Otherwise it has the trace id of the `traceparent` that
 * came in, or else LangSmith's.
 *
 * @returns {} outside of a traced execution
 */
export function traceHeaders(): Readonly<Record<string, string>> {
  const run: unknown = getCurrentRunTree(true);
  if (!isRunTree(run) || run.tracingEnabled === false) return {};
  const { runtime } = tracingState();
  const { trace, state } = contextOf(run, runtime);
  const baggage = baggageOf(run, runtime);
  return {
    "langsmith-trace": run.dotted_order,
    ...(baggage !== "" && { baggage }),
    traceparent: formatTraceparent(trace),
    ...(state !== undefined && state !== "" && { tracestate: state }),
  };
}

function contextOf(run: RunTree, runtime: Runtime | undefined) {
  const { spans, client } = runtime ?? {};
  const span = run.client === client ? spans?.contextOf(run) : undefined;
  if (span !== undefined) {
    return { trace: { ...span, flags: span.traceFlags }, state: span.traceState?.serialize() };
  }
  const incoming = incomingOf(runtime?.executions.getStore());
  const isSampled = client === undefined || client.isSampled(run.trace_id);
  return {
    trace: {
      traceId: incoming?.traceId ?? hex(run.trace_id),
      // the random end of it
      spanId: hex(run.id).slice(16),
      flags: incoming?.flags ?? (isSampled ? 1 : 0),
    },
  };
}

function hex(id: string): string {
  return id.replaceAll("-", "");
}

/** What came in with the request that the execution answers. */
function incomingOf(execution: Execution | undefined): Traceparent | undefined {
  if (execution === undefined) return undefined;
  return withAncestors(execution)
    .map(({ metadata: { traceparent } }) =>
      typeof traceparent === "string" ? parseTraceparent(traceparent) : undefined,
    )
    .find((each) => each !== undefined);
}

/** In langsmith's own format, but without what LangGraph and this process say of themselves. */
function baggageOf(run: RunTree, runtime: Runtime | undefined): string {
  if (runtime === undefined) return "";
  const { scrub, settings, place } = runtime;
  const execution = runtime.executions.getStore();
  const { traceparent: _traceparent, ...all } = execution?.metadata ?? run.extra?.metadata ?? {};
  const own = identityMetadata(place.identity);
  const metadata = Object.fromEntries(Object.entries(all).filter(([name]) => !(name in own)));
  const tags = execution?.tags ?? run.tags ?? [];
  const carried = snapshot({ metadata: settings.hideMetadata ? {} : metadata, tags }, { scrub }).value;
  const { id, trace_id, dotted_order, project_name, address, client } = run;
  const target =
    address === undefined ? { ...(project_name !== undefined && { project_name }) } : { address };
  const copy = { name: "run", id, trace_id, dotted_order, client, ...target };
  const header = headerOf({ ...copy, ...(isCarried(carried) && carried) });
  return header.length <= MAX_HEADER ? header : headerOf(copy);
}

function headerOf(config: ConstructorParameters<typeof RunTree>[0]): string {
  return new RunTree(config).toHeaders().baggage;
}

function isCarried(value: unknown): value is { metadata: Record<string, unknown>; tags: string[] } {
  return typeof value === "object" && value !== null && "metadata" in value && "tags" in value;
}

const DOTTED_ORDER =
  /^(?:\d{8}T\d{6,20}Z[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.\d{8}T\d{6,20}Z[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})*$/;

/** What of incoming baggage is taken: who calls must not choose the project, or another place to send runs to. */
const TAKEN_BAGGAGE = /^langsmith-(?:metadata|tags)=/;

export interface ParentOptions {
  readonly client: RunClient;
  /** Project of what runs inside of it. @default - LANGSMITH_PROJECT */
  readonly projectName?: string | undefined;
}

/** The run that a request's headers name; undefined where they name none, or not well. */
export function parentFromHeaders(
  headers: TraceHeaders,
  { client, projectName }: ParentOptions,
): RunTree | undefined {
  const trace = read(headers, "langsmith-trace")?.trim();
  if (trace === undefined || trace.length > MAX_HEADER || !DOTTED_ORDER.test(trace)) return undefined;
  const config = {
    client,
    name: "parent",
    tracingEnabled: true,
    ...(projectName !== undefined && { project_name: projectName }),
  };
  const baggage = takenBaggage(headers);
  try {
    return RunTree.fromHeaders({ "langsmith-trace": trace, ...(baggage !== "" && { baggage }) }, config);
  } catch {
    return undefined;
  }
}

/** Items that langsmith can read: a single one that it cannot would cost the trace. */
function takenBaggage(headers: TraceHeaders): string {
  const baggage = read(headers, "baggage") ?? "";
  if (baggage.length > MAX_HEADER) return "";
  return baggage
    .split(",")
    .map((item) => item.trim())
    .filter((item) => TAKEN_BAGGAGE.test(item) && isReadable(item))
    .join(",");
}

function isReadable(item: string): boolean {
  const [name = "", encoded = "", ...rest] = item.split("=");
  if (rest.length > 0) return false;
  try {
    const text = decodeURIComponent(encoded);
    if (name === "langsmith-tags") return true;
    const metadata: unknown = JSON.parse(text);
    return typeof metadata === "object" && metadata !== null && !Array.isArray(metadata);
  } catch {
    return false;
  }
}

/** W3C's trace context of a request; undefined where there is none, or none that is well-formed. */
export function traceparentFromHeaders(headers: TraceHeaders): Traceparent | undefined {
  const header = read(headers, "traceparent");
  return header === undefined ? undefined : parseTraceparent(header, read(headers, "tracestate"));
}

function read(headers: TraceHeaders, name: string): string | undefined {
  try {
    const value: unknown = isFetchHeaders(headers)
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
    if (typeof value === "string") return value;
    return Array.isArray(value) ? value.filter((each) => typeof each === "string").join(",") : undefined;
  } catch {
    // whatever stands for headers there
    return undefined;
  }
}

/** Of whichever implementation. */
function isFetchHeaders(headers: TraceHeaders): headers is Headers {
  return typeof headers.get === "function";
}
