import { z } from "zod";
import { HANG_MS } from "../../support/time";
import { LoopbackServer, ServerProcess } from "./server-process";

const attributes = z.record(z.string(), z.unknown());

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  /** Absent on a root. */
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes,
  events: z.array(z.object({ name: z.string(), attributes })),
  /** Code 1 is OK, 2 an error. */
  status: z.object({ code: z.number(), message: z.string().optional() }),
  /** The resource's attributes, such as `service.name`. */
  resource: attributes,
  /** Name of the instrumentation. */
  scope: z.string(),
  /** Of the request that brought it. */
  headers: attributes,
});

/** A span with its attributes as plain values. */
export type ReceivedSpan = Readonly<z.infer<typeof span>>;

/** `POST /v1/traces` of an OpenTelemetry collector, protobuf or JSON. */
export class OtlpReceiver extends LoopbackServer {
  static async start(): Promise<OtlpReceiver> {
    const { server, endpoint } = await ServerProcess.start("otlp-receiver.mjs");
    return new OtlpReceiver(server, endpoint);
  }

  /** What exporters take as `url`. */
  get tracesUrl(): string {
    return `${this.endpoint}/v1/traces`;
  }

  async spans(): Promise<readonly ReceivedSpan[]> {
    return z.array(span).parse(await this.server.call("spans", -1, 0));
  }

  /**
   * Waits until `condition` holds for the spans, and returns them.
   *
   * @param timeoutMs @default 60_000
   * @throws with the names of the spans that are there when time is over
   */
  async until(
    condition: (spans: readonly ReceivedSpan[]) => boolean,
    timeoutMs = HANG_MS,
  ): Promise<readonly ReceivedSpan[]> {
    const deadline = performance.now() + timeoutMs;
    for (let seen = -1; ; ) {
      const left = Math.max(0, deadline - performance.now());
      const spans = z.array(span).parse(await this.server.call("spans", seen, left));
      if (condition(spans)) return spans;
      if (left === 0) {
        throw new Error(
          `not so after ${timeoutMs} ms: ${spans.map(({ name }) => name).join(", ") || "no span"}`,
        );
      }
      seen = spans.length;
    }
  }

  /** Those of the texts that any uncompressed request had in it. */
  async found(texts: readonly string[]): Promise<readonly string[]> {
    return z.array(z.string()).parse(await this.server.call("found", texts));
  }
}
