import type { Span } from "@opentelemetry/api";
import { Client } from "langsmith/client";

/** What of a span langsmith's translator uses. */
export type TranslatedSpan = Pick<Span, "setAttribute" | "setStatus" | "end"> & {
  recordException(exception: unknown): unknown;
};

/** langsmith's translation of runs to OpenTelemetry's attributes. */
interface Translator {
  /** Spans of runs that have begun, by the run's id. */
  readonly spans: Map<string, TranslatedSpan>;
  exportBatch(operations: readonly object[], contexts: ReadonlyMap<string, unknown>): void;
}

/** Fills a span with what langsmith says of the run, and ends it. */
export type Translate = (
  id: string,
  run: { readonly trace_id?: string | undefined },
  span: TranslatedSpan,
) => void;

/**
 * langsmith's translator, from a client in OpenTelemetry mode: it is exported nowhere. What langsmith does around it cannot be
 * used: it makes spans for `traceable` alone, so that a run of LangGraph writes over the span of the one around it.
 *
 * @returns undefined where this version of langsmith has another one
 */
export function langsmithTranslator(): Translate | undefined {
  const client = new Client({ tracingMode: "otel", apiKey: "", autoBatchTracing: false });
  const translator: unknown = Reflect.get(client, "langSmithToOTELTranslator");
  if (!isTranslator(translator)) return undefined;
  return (id, run, span) => {
    translator.spans.set(id, span);
    translator.exportBatch([{ operation: "patch", id, trace_id: run.trace_id ?? id, run }], new Map());
    translator.spans.delete(id);
  };
}

function isTranslator(value: unknown): value is Translator {
  return (
    typeof value === "object" &&
    value !== null &&
    "exportBatch" in value &&
    typeof value.exportBatch === "function" &&
    "spans" in value &&
    value.spans instanceof Map
  );
}
