import { expect, it, onTestFinished } from "vitest";
import { AgentProcess } from "../support/agent-process";
import { OtlpReceiver } from "../support/otlp-receiver";

it.each(["by hand", "langsmith"])(
  "an application's own OpenTelemetry, set up %s, takes the spans, as children of its active one",
  async (setup) => {
    const [theirs, ours] = await Promise.all([OtlpReceiver.start(), OtlpReceiver.start()]);
    onTestFinished(async () => void (await Promise.all([theirs.stop(), ours.stop()])));
    const agent = AgentProcess.start("otel-application.ts", {
      env: {
        LANGSMITH_TRACING: "true",
        LANGSMITH_OTEL_ENABLED: "true",
        SETUP: setup,
        APPLICATION_URL: theirs.tracesUrl,
        OTEL_EXPORTER_OTLP_ENDPOINT: ours.endpoint,
      },
    });
    const { active, headers, counts } = await agent.result<{
      active: string;
      headers: Record<string, string>;
      counts: object;
    }>();
    const spans = await theirs.spans();
    const named = (name: string) => spans.find((span) => span.name === name);
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    expect(spans.map((span) => span.traceId)).toEqual(Array(5).fill(traceId));
    expect(named("GET /ask")?.parentSpanId).toBe("b7ad6b7169203331");
    expect(named("agent")?.parentSpanId).toBe(named("GET /ask")?.spanId);
    expect(named("query")?.parentSpanId).toBe(named("agent")?.spanId);
    // the execution's span is the active one, also in runs inside of it
    expect(named("inner query")?.parentSpanId).toBe(named("agent")?.spanId);
    expect(named("look-up")?.parentSpanId).toBe(named("agent")?.spanId);
    expect(active).toBe(named("agent")?.spanId);
    expect(headers.traceparent).toBe(`00-${traceId}-${active}-01`);
    expect(counts).toEqual({ made: 2, sent: 2, dropped: 0, pending: 0 });
    expect(await ours.counts()).toEqual({});
  },
);
