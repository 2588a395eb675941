import { SpanStatusCode } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { CompressionAlgorithm } from "@opentelemetry/otlp-exporter-base";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect, it, onTestFinished } from "vitest";
import { OtlpReceiver } from "./otlp-receiver";

async function started(): Promise<OtlpReceiver> {
  const receiver = await OtlpReceiver.start();
  onTestFinished(() => receiver.stop());
  return receiver;
}

it.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])(
  "receives what OpenTelemetry's exporter sends in protobuf, compression %s",
  async (compression) => {
    const receiver = await started();
    const exporter = new OTLPTraceExporter({
      url: receiver.tracesUrl,
      headers: { "x-key": "k" },
      compression,
    });
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
    onTestFinished(() => provider.shutdown());
    const span = provider.getTracer("a tracer").startSpan("model call", {
      attributes: { text: "grüße", whole: -3, part: 0.25, yes: true, list: ["a", "b"] },
    });
    span.addEvent("first token", { index: 1 });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "went wrong" });
    span.end();
    await provider.forceFlush();

    const [received] = await receiver.until((spans) => spans.length === 1);

    expect(received).toMatchObject({
      name: "model call",
      traceId: span.spanContext().traceId,
      spanId: span.spanContext().spanId,
      attributes: { text: "grüße", whole: -3, part: 0.25, yes: true, list: ["a", "b"] },
      events: [{ name: "first token", attributes: { index: 1 } }],
      status: { code: 2, message: "went wrong" },
      scope: "a tracer",
      headers: { "x-key": "k" },
    });
    expect(received?.parentSpanId).toBeUndefined();
    expect(received?.resource).toHaveProperty("service.name");
    expect(Number(received?.endTimeUnixNano)).toBeGreaterThanOrEqual(Number(received?.startTimeUnixNano));
  },
);

it("receives the JSON encoding", async () => {
  const receiver = await started();
  const value = { stringValue: "v" };
  const span = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    parentSpanId: "00f067aa0ba902b7",
    name: "n",
    startTimeUnixNano: "1764000000000000000",
    endTimeUnixNano: "1764000001000000000",
    attributes: [{ key: "a", value }],
  };
  await fetch(receiver.tracesUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: "s" }, spans: [span] }] }] }),
  });

  expect(await receiver.spans()).toMatchObject([
    { name: "n", parentSpanId: "00f067aa0ba902b7", attributes: { a: "v" }, scope: "s", status: { code: 0 } },
  ]);
  expect(await receiver.found(["1764000001", "never sent"])).toEqual(["1764000001"]);
});

it("says which spans are there when a wait is over", async () => {
  const receiver = await started();
  await expect(receiver.until((spans) => spans.length > 0, 50)).rejects.toThrow(
    "not so after 50 ms: no span",
  );
});
