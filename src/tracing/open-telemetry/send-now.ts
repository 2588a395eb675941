import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { runProgram } from "../lifecycle/run-program";
import type { FinishedSpan } from "./span-target";

/** Sends what it is given on standard input by the standard exporter; whether it arrived is the exit code. */
const PROGRAM = `
let text = "";
for await (const chunk of process.stdin) text += chunk;
const { exporter: address, config, resource, spans } = JSON.parse(text);
const { OTLPTraceExporter } = (await import(address)).default;
const revive = ({ context, ...span }) => ({ ...span, resource, spanContext: () => context });
new OTLPTraceExporter(config).export(spans.map(revive), ({ code }) => process.exit(code));
`;

export interface ExporterConfig {
  readonly url?: string;
  readonly headers?: unknown;
  readonly timeoutMillis: number;
}

/** Sends spans from a process of its own, for the moments in which nothing can be awaited any more. */
export function sendFromAnotherProcess(spans: readonly FinishedSpan[], config: ExporterConfig): boolean {
  const [first] = spans;
  if (first === undefined) return true;
  try {
    const exporter = createRequire(import.meta.url).resolve("@opentelemetry/exporter-trace-otlp-proto");
    const { attributes, schemaUrl } = first.resource;
    const input = {
      exporter: pathToFileURL(exporter).href,
      config,
      resource: { attributes, schemaUrl },
      spans: spans.map(plain),
    };
    return runProgram(PROGRAM, input, config.timeoutMillis);
  } catch {
    return false;
  }
}

/** The fields that exporters read, as data. */
function plain(span: FinishedSpan) {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    context: { traceId, spanId, traceFlags },
    ...(parent !== undefined && {
      parentSpanContext: { traceId: parent.traceId, spanId: parent.spanId, traceFlags: parent.traceFlags },
    }),
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: span.attributes,
    events: span.events,
    links: [],
    duration: span.duration,
    ended: true,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
