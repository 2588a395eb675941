// An application with OpenTelemetry of its own, that traces an agent inside of a request's span.
import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { initializeOTEL } from "langsmith/experimental/otel/setup";
import { traceable } from "langsmith/traceable";
import { shutdown, traceAgentExecution, traceHeaders } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

const provider = new BasicTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: process.env.APPLICATION_URL ?? "" }))],
});
const contextManager = new AsyncLocalStorageContextManager().enable();
context.setGlobalContextManager(contextManager);
trace.setGlobalTracerProvider(provider);
// as LangSmith's guide says; without it, langsmith knows nothing of OpenTelemetry
if (process.env.SETUP === "langsmith") {
  initializeOTEL({ globalTracerProvider: provider, skipGlobalContextManagerSetup: true });
}

const caller = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
  isRemote: true,
};
const tracer = trace.getTracer("application");
const lookUp = traceable(async () => tracer.startSpan("inner query").end(), { name: "look-up" });
const seen = await context.with(trace.setSpanContext(ROOT_CONTEXT, caller), () =>
  tracer.startActiveSpan("GET /ask", async (request) => {
    const result = await traceAgentExecution("agent", {}, async () => {
      tracer.startSpan("query").end();
      await lookUp();
      return { active: trace.getActiveSpan()?.spanContext().spanId, headers: traceHeaders() };
    });
    request.end();
    return result;
  }),
);

console.log(JSON.stringify({ ...seen, counts: await shutdown({ timeoutMs: HANG_MS }) }));
