import type { Agent } from "node:http";
import type { Attributes, Span } from "@opentelemetry/api";
import type { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { Answer } from "../delivery/queue";
import { TRACER } from "./application-target";
import type { Destination } from "./destination";
import type { Peers } from "./peers";
import { sendFromAnotherProcess } from "./send-now";
import type { FinishedSpan, SpanTarget } from "./span-target";

export interface OwnTargetOptions {
  readonly destination: Destination;
  readonly resource: Attributes;
  /** Milliseconds that the collector has to answer. @default - the exporter's, OTEL_EXPORTER_OTLP_TIMEOUT or 10000 */
  readonly timeoutMs?: number | undefined;
}

type Exporter = Pick<OTLPTraceExporter, "export">;
type ExporterConfig = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>;

/**
 * A TracerProvider for runs alone, and the standard OTLP exporter. It is not registered: an application's own spans would
 * go out unscrubbed.
 */
export class OwnTarget implements SpanTarget {
  readonly name;
  readonly tracer;
  readonly #exporter: Exporter;
  readonly #config: ExporterConfig;
  readonly #agents = new Set<Agent>();
  #isStopped = false;

  constructor(
    { sdk, exporter }: Pick<Peers, "sdk" | "exporter">,
    { destination, resource, timeoutMs }: OwnTargetOptions,
  ) {
    this.name = destination.name;
    this.tracer = new sdk.BasicTracerProvider({ resource: resourceOf(sdk, resource) }).getTracer(TRACER);
    this.#config = {
      ...(destination.url !== undefined && { url: destination.url }),
      ...(destination.headers !== undefined && { headers: { ...destination.headers } }),
      ...(timeoutMs !== undefined && { timeoutMillis: timeoutMs }),
    };
    this.#exporter = new exporter.OTLPTraceExporter({
      ...this.#config,
      httpAgentOptions: (protocol: string) => this.agent(protocol),
    });
    leaveRetriesToQueue(this.#exporter);
  }

  private async agent(protocol: string): Promise<Agent> {
    const { Agent } = protocol === "http:" ? await import("node:http") : await import("node:https");
    const agent = new Agent({ keepAlive: true });
    this.#agents.add(agent);
    return agent;
  }

  take(span: Span): FinishedSpan | undefined {
    return isFinished(span) ? span : undefined;
  }

  send(spans: readonly FinishedSpan[], signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve) => {
      const giveUp = () => resolve({ kind: "unavailable", reason: "it does not answer in time" });
      if (signal.aborted || this.#isStopped) return giveUp();
      signal.addEventListener("abort", giveUp, { once: true });
      this.#exporter.export([...spans], ({ code, error }) => {
        signal.removeEventListener("abort", giveUp);
        resolve(code === 0 ? { kind: "accepted" } : answerOf(error));
      });
    });
  }

  async flush(): Promise<void> {}

  /** A request that hangs would keep the process alive until it times out. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const agent of this.#agents) {
      const sockets = Object.values(agent.sockets).flatMap((some) => some ?? []);
      // with an error that the exporter does not take for a reason to try again
      for (const socket of sockets) socket.destroy(new Error("tracing is shut down"));
      agent.destroy();
    }
  }

  sendNow(spans: readonly FinishedSpan[], timeoutMs: number): boolean {
    return sendFromAnotherProcess(spans, { ...this.#config, timeoutMillis: timeoutMs });
  }
}

function isFinished(span: Span): span is Span & FinishedSpan {
  return "resource" in span && "instrumentationScope" in span && "ended" in span && span.ended === true;
}

/** The SDK's own attributes, which only a span of it shows, with more. */
function resourceOf(sdk: Peers["sdk"], attributes: Attributes): FinishedSpan["resource"] {
  const probe: Span = new sdk.BasicTracerProvider({ sampler: new sdk.AlwaysOnSampler() })
    .getTracer(TRACER)
    .startSpan("probe");
  probe.end();
  if (!isFinished(probe)) throw new Error("the SDK's spans have no resource");
  const usual = probe.resource;
  return usual.merge({
    attributes,
    merge: () => usual,
    getRawAttributes: () => Object.entries(attributes),
  });
}

/** The exporter would try again by itself for ten seconds, and keep a process alive that ends meanwhile. */
function leaveRetriesToQueue(exporter: Exporter): void {
  const delegate = objectIn(exporter, "_delegate");
  const once = delegate && objectIn(objectIn(delegate, "_transport"), "_transport");
  if (delegate !== undefined && once !== undefined && "send" in once) {
    Reflect.set(delegate, "_transport", once);
  }
}

function objectIn(value: object | undefined, name: string): object | undefined {
  const inner: unknown = value && Reflect.get(value, name);
  return typeof inner === "object" && inner !== null ? inner : undefined;
}

const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429]);

function answerOf(error: Error | undefined): Answer {
  const code: unknown = error !== undefined && "code" in error ? error.code : undefined;
  if (typeof code !== "number") {
    return {
      kind: "unavailable",
      reason: typeof code === "string" ? `no connection (${code})` : "it cannot take them now",
    };
  }
  if (code === 413) return { kind: "not as a whole", reason: "it answers 413" };
  const reason = `it answers ${code}`;
  return code < 500 && !RETRYABLE.has(code) ? { kind: "refused", reason } : { kind: "unavailable", reason };
}
