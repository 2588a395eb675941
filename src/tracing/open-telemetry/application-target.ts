import type { TracerProvider } from "@opentelemetry/api";
import { within } from "../lifecycle/within";
import type { SpanTarget } from "./span-target";

/** Under this name spans are told apart from those of other instrumentations. */
export const TRACER = "langgraph-platform";

/**
 * The TracerProvider that the application has set up. It is handed every span, and nothing can be known of what its
 * processors and exporters do with it: what was handed over counts as sent.
 */
export class ApplicationTarget implements SpanTarget {
  readonly name = "the application's OpenTelemetry";
  readonly tracer;

  constructor(private readonly provider: TracerProvider) {
    this.tracer = provider.getTracer(TRACER);
  }

  take(): undefined {
    return undefined;
  }

  async send() {
    return { kind: "accepted" } as const;
  }

  /** The application may end right after. */
  async flush(): Promise<void> {
    const provider = delegateOf(this.provider);
    if (!("forceFlush" in provider) || typeof provider.forceFlush !== "function") return;
    await provider.forceFlush().catch(() => undefined);
  }

  /** Its shutdown is the application's business. */
  async stop(timeoutMs: number): Promise<void> {
    await within(timeoutMs, this.flush());
  }

  sendNow(): boolean {
    return true;
  }
}

/** The application's TracerProvider; undefined where it has set none. */
export function applicationProvider(trace: {
  getTracerProvider(): TracerProvider;
}): TracerProvider | undefined {
  const provider = trace.getTracerProvider();
  // the API's own stand-in has nobody to hand spans to
  const isStandIn =
    "getDelegateTracer" in provider &&
    typeof provider.getDelegateTracer === "function" &&
    provider.getDelegateTracer(TRACER) === undefined;
  return isStandIn ? undefined : provider;
}

function delegateOf(provider: TracerProvider): object {
  const delegate: unknown =
    "getDelegate" in provider && typeof provider.getDelegate === "function"
      ? provider.getDelegate()
      : undefined;
  return typeof delegate === "object" && delegate !== null ? delegate : provider;
}
