import { expect, it, onTestFinished } from "vitest";
import { AgentProcess, langsmithEnvironment } from "../support/agent-process";
import { LangSmithServer } from "../support/langsmith-server";

const OTEL = { LANGSMITH_TRACING: "true", LANGSMITH_OTEL_ENABLED: "true" };
const COLLECTOR = { ...OTEL, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
const OFF = { result: 42, counts: { made: 0, sent: 0, dropped: 0, pending: 0 } };

const start = (env: Readonly<Record<string, string>>) => AgentProcess.start("otel-packages.ts", { env });

it("asks for no package of OpenTelemetry without the mode", async () => {
  const langsmith = await LangSmithServer.start();
  onTestFinished(() => langsmith.stop());
  const agent = start(langsmithEnvironment(langsmith.endpoint));
  expect(await agent.result()).toMatchObject({ result: 42, counts: { sent: 1 } });
  expect((await agent.ended()).stderr).toBe("");
});

it("says in one sentence which packages are missing, and stays off", async () => {
  const agent = start({
    ...COLLECTOR,
    MISSING: "@opentelemetry/sdk-trace-base @opentelemetry/exporter-trace-otlp-proto",
  });
  expect(await agent.result()).toEqual(OFF);
  const said = (await agent.ended()).stderr.split("\n").filter((line) => line.startsWith("[langgraph"));
  expect(said).toEqual([
    "[langgraph-platform/tracing] OpenTelemetry mode needs more packages: npm install " +
      "@opentelemetry/exporter-trace-otlp-proto @opentelemetry/sdk-trace-base. Tracing stays off.",
  ]);
});

it.each([
  [{ ...OTEL }, "OpenTelemetry mode has neither OTEL_EXPORTER_OTLP_ENDPOINT nor LANGSMITH_API_KEY."],
  [
    { ...OTEL, OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" },
    "OTEL_EXPORTER_OTLP_ENDPOINT is no http(s) address",
  ],
  [{ ...COLLECTOR, OTEL_SDK_DISABLED: "true" }, "OTEL_SDK_DISABLED is true."],
])("stays off with %o, and says why", async (env, sentence) => {
  const agent = start(env);
  expect(await agent.result()).toEqual(OFF);
  expect((await agent.ended()).stderr).toContain(sentence);
});
