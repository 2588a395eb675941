import type { Span, Tracer } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { Answer } from "../delivery/queue";

/** A span that has ended, for the exporter. */
export type FinishedSpan = ReadableSpan;

/** Where spans are made and where they go. */
export interface SpanTarget {
  /** For warnings, such as "LangSmith". */
  readonly name: string;
  readonly tracer: Tracer;
  /** What there is to send of a span that has ended; undefined where somebody else sends it. */
  take(span: Span): FinishedSpan | undefined;
  send(spans: readonly FinishedSpan[], signal: AbortSignal): Promise<Answer>;
  /** Sends what somebody else keeps. */
  flush(): Promise<void>;
  /** Lets go of the network. */
  stop(timeoutMs: number): Promise<void>;
  /** Sends while the process stands still; whether it arrived. */
  sendNow(spans: readonly FinishedSpan[], timeoutMs: number): boolean;
}
