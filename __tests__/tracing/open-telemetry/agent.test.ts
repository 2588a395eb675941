import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentProcess, NODES } from "../support/agent-process";
import { OpenAIServer } from "../support/openai-server";
import { OtlpReceiver, type ReceivedSpan } from "../support/otlp-receiver";

const KEY = "k3y-of-the-collector-canary";
const CANARIES = ["sk-ant-canary0123456789abcdef0123456789", KEY, "opaque-canary-of-a-database"];

let otlp: OtlpReceiver;
let models: OpenAIServer;

beforeEach(async () => {
  [otlp, models] = await Promise.all([OtlpReceiver.start(), OpenAIServer.start()]);
});

afterEach(() => Promise.all([otlp.stop(), models.stop()]));

function start(env: Readonly<Record<string, string>> = {}, node?: string): AgentProcess {
  return AgentProcess.start("otel-graph.ts", {
    ...(node !== undefined && { node }),
    env: {
      LANGSMITH_TRACING: "true",
      LANGSMITH_OTEL_ENABLED: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: `dd-api-key=${KEY}`,
      MODEL_URL: models.baseUrl,
      CANARIES: CANARIES.join(" "),
      DATABASE_PASSWORD: "opaque-canary-of-a-database",
      ...env,
    },
  });
}

const ofTrace = (spans: readonly ReceivedSpan[], name: string) => {
  const root = spans.find((span) => span.name === name);
  return spans.filter(({ traceId }) => traceId === root?.traceId);
};

/** "graph-agent > LangGraph > supervisor", of each. */
function paths(spans: readonly ReceivedSpan[]): readonly string[] {
  const path = (span: ReceivedSpan): string => {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return parent === undefined ? span.name : `${path(parent)} > ${span.name}`;
  };
  return spans.map(path).sort();
}

const GRAPH = [
  "LangGraph",
  "LangGraph > __start__",
  "LangGraph > researcher",
  "LangGraph > researcher > LangGraph",
  "LangGraph > researcher > LangGraph > __start__",
  "LangGraph > researcher > LangGraph > think",
  "LangGraph > researcher > LangGraph > think > ChatOpenAI",
  "LangGraph > supervisor",
  "LangGraph > supervisor > ChatOpenAI",
  "LangGraph > writer",
  "LangGraph > writer > LangGraph",
  "LangGraph > writer > LangGraph > __start__",
  "LangGraph > writer > LangGraph > think",
  "LangGraph > writer > LangGraph > think > ChatOpenAI",
];

describe.each(Object.entries(NODES))("on Node %s", (_, node) => {
  it("an execution and all runs inside of it are one trace, without a key for LangSmith", async () => {
    const counts = await start({}, node).result();
    const spans = await otlp.spans();
    const inside = (name: string) => GRAPH.map((path) => `${name} > ${path}`);
    expect(paths(ofTrace(spans, "graph-agent"))).toEqual(
      ["graph-agent", "graph-agent > look-up", ...inside("graph-agent")].sort(),
    );
    expect(paths(ofTrace(spans, "stream-agent"))).toEqual(["stream-agent", ...inside("stream-agent")].sort());
    expect(paths(ofTrace(spans, "failing-agent"))).toEqual(["failing-agent"]);
    expect(paths(ofTrace(spans, "message-agent"))).toEqual(["message-agent", "message-agent > ChatOpenAI"]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(4);
    expect(counts).toEqual({ made: spans.length, sent: spans.length, dropped: 0, pending: 0 });
  });
});

it("carries model, tokens, errors, user, thread and task, and no secret in any byte", async () => {
  await start({
    OTEL_SERVICE_NAME: "agents",
    OTEL_RESOURCE_ATTRIBUTES: "team=finance%20team,service.name=not-this",
    ENVIRONMENT: "production",
    LANGGRAPH_PLATFORM_SERVICE: "langgraph-production",
  }).result();
  const spans = await otlp.spans();
  for (const { attributes, resource, headers } of spans) {
    expect(attributes).toMatchObject({
      "langsmith.metadata.user_id": "user-1",
      "langsmith.metadata.thread_id": "thread-1",
      "langsmith.metadata.environment": "production",
      "langsmith.metadata.team": "research",
      "langsmith.span.tags": expect.stringContaining("finance"),
      "user.id": "user-1",
      "gen_ai.conversation.id": "thread-1",
    });
    expect(resource).toMatchObject({
      "service.name": "agents",
      "deployment.environment.name": "production",
      team: "finance team",
    });
    expect(headers["dd-api-key"]).toBe(KEY);
  }
  const calls = spans.filter(({ attributes }) => attributes["langsmith.span.kind"] === "llm");
  expect(calls.map(({ attributes }) => attributes["gen_ai.request.model"]).sort()).toEqual([
    "gpt-3.5-turbo",
    "gpt-3.5-turbo",
    "gpt-4o",
    "gpt-4o",
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4o-mini",
  ]);
  for (const { attributes } of calls) {
    expect(attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.system": "openai",
      "gen_ai.usage.input_tokens": 1000,
      "gen_ai.usage.output_tokens": 50,
      "gen_ai.usage.total_tokens": 1050,
    });
    expect(attributes["gen_ai.completion"]).toContain("42");
  }
  // a backend that adds them up counts each call once, also where its answer is the output of what is around it
  expect(spans.find(({ name }) => name === "message-agent")?.attributes["gen_ai.completion"]).toContain("42");
  const counting = spans.filter(({ attributes }) => "gen_ai.usage.input_tokens" in attributes);
  expect(counting).toHaveLength(calls.length);
  const root = spans.find(({ name }) => name === "graph-agent");
  expect(root?.attributes).toMatchObject({
    "langsmith.metadata.outcome": "succeeded",
    "langsmith.metadata.unpriced_calls": "0",
  });
  expect(Number(root?.attributes["langsmith.metadata.cost_usd"])).toBeGreaterThan(0);

  const failed = spans.find(({ name }) => name === "failing-agent");
  expect(failed?.status).toEqual({ code: 2, message: expect.stringContaining("no such stock") });
  const [event, ...others] = failed?.events ?? [];
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    name: "exception",
    attributes: {
      "exception.type": "TypeError",
      "exception.message": expect.stringContaining("no such stock"),
      "exception.stacktrace": expect.stringMatching(/agents\/otel-graph\.mjs:\d+/),
    },
  });
  expect(spans.filter(({ status }) => status.code === 2)).toEqual([failed]);
  expect(await otlp.found(CANARIES)).toEqual([]);
});

it("makes no spans of traces that are not sampled", async () => {
  const counts = await start({ LANGSMITH_TRACING_SAMPLING_RATE: "0" }).result();
  expect(counts).toEqual({ made: 0, sent: 0, dropped: 0, pending: 0 });
  expect(await otlp.counts()).toEqual({});
});

it("leaves sampling to OpenTelemetry's own variable as well", async () => {
  const counts = await start({ OTEL_TRACES_SAMPLER: "always_off" }).result();
  expect(counts).toEqual({ made: 0, sent: 0, dropped: 0, pending: 0 });
  expect(await otlp.counts()).toEqual({});
});

it("counts tokens where inputs and outputs are hidden", async () => {
  await start({ LANGSMITH_HIDE_INPUTS: "true", LANGSMITH_HIDE_OUTPUTS: "true" }).result();
  const calls = (await otlp.spans()).filter(({ name }) => name === "ChatOpenAI");
  expect(calls).toHaveLength(7);
  for (const { attributes } of calls) {
    expect(attributes).toMatchObject({ "gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 50 });
    expect(attributes["gen_ai.completion"] ?? "{}").toBe("{}");
  }
  expect(await otlp.found(["AAPL", "answer is 42"])).toEqual([]);
});
