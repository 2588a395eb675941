import { once } from "node:events";
import { createServer } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { RunClient } from "../../src/tracing/delivery/client";
import {
  parentFromHeaders,
  type TraceHeaders,
  traceHeaders,
  traceparentFromHeaders,
} from "../../src/tracing/distributed";
import { Warnings } from "../../src/tracing/warnings";
import { AgentProcess, langsmithEnvironment } from "./support/agent-process";
import { LangSmithServer, type ReceivedRun } from "./support/langsmith-server";
import { OtlpReceiver } from "./support/otlp-receiver";

const PARENT_ID = "018f0000-0000-7000-8000-000000000002";
const TRACE_ID = "018f0000-0000-7000-8000-000000000001";
const TRACE = `20260131T120000000001Z${TRACE_ID}.20260131T120000000002Z${PARENT_ID}`;
const W3C = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT = `00-${W3C}-b7ad6b7169203331-01`;
const CANARIES = ["sk-ant-canary0123456789abcdef0123456789", "opaque-canary-of-a-database"];

const said = z.object({ address: z.object({ port: z.number() }) });

/** A service in a process of its own. */
async function service(script: string, env: Readonly<Record<string, string>>) {
  const output = await AgentProcess.start(script, { env }).untilSays("address");
  const { port } = said.parse(JSON.parse(output.trim())).address;
  const get = async (path: string, headers: Record<string, string> = {}): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}/${path}`, { headers })).json();
  return {
    url: `http://127.0.0.1:${port}/ask`,
    ask: (headers?: Record<string, string>) => get("ask", headers),
    flush: () => get("flush"),
  };
}

const named = (runs: readonly ReceivedRun[], name: string) => {
  const run = runs.find((each) => each.name === name);
  if (run === undefined) throw new Error(`no run ${name}`);
  return run;
};

const headersOf = z.record(z.string(), z.string());

describe("between processes", () => {
  let langsmith: LangSmithServer;
  const caller = (script: string, url: string) =>
    AgentProcess.start(script, {
      env: {
        ...langsmithEnvironment(langsmith.endpoint),
        CALLEE_URL: url,
        CANARIES: CANARIES.join(" "),
        DATABASE_PASSWORD: "opaque-canary-of-a-database",
      },
    });

  beforeEach(async () => {
    langsmith = await LangSmithServer.start();
  });

  afterEach(() => langsmith.stop());

  it.each([
    { from: "distributed-caller.ts", to: "distributed-callee.ts", parent: "ask", team: "research" },
    { from: "distributed-caller.ts", to: "distributed-plain-callee.ts", parent: "ask", team: "research" },
    { from: "distributed-plain-caller.ts", to: "distributed-callee.ts", parent: "caller", team: "research" },
  ])("a call from $from to $to is one trace", async ({ from, to, parent, team }) => {
    const b = await service(to, langsmithEnvironment(langsmith.endpoint));
    await caller(from, b.url).result();
    await b.flush();
    const runs = await langsmith.until((all) => all.some(({ name }) => name === "callee"));
    const callee = named(runs, "callee");
    expect(callee.parent_run_id).toBe(named(runs, parent).id);
    expect(callee.trace_id).toBe(named(runs, "caller").id);
    expect(callee.dotted_order.startsWith(`${named(runs, parent).dotted_order}.`)).toBe(true);
    expect(callee.metadata.team).toBe(team);
  });

  it("hands on what the execution says of itself, and no secret or part of the graph", async () => {
    const b = await service("distributed-callee.ts", langsmithEnvironment(langsmith.endpoint));
    const { sent } = await caller("distributed-caller.ts", b.url).result<{ sent: unknown }>();
    const { baggage = "" } = headersOf.parse(sent);
    for (const canary of CANARIES) expect(decodeURIComponent(baggage)).not.toContain(canary);
    const [, metadata = ""] = /langsmith-metadata=([^,]*)/.exec(baggage) ?? [];
    expect(JSON.parse(decodeURIComponent(metadata))).toEqual({
      user_id: "caller's user",
      thread_id: "thread-1",
      team: "research",
      secrets: ["[SECRET_DETECTED]", "[SECRET_DETECTED]"],
      big: "10",
    });
    expect(decodeURIComponent(baggage)).toContain("langsmith-tags=finance,[SECRET_DETECTED]");
    await b.flush();
    const runs = await langsmith.until((all) => all.some(({ name }) => name === "callee"));
    const callee = named(runs, "callee");
    // its own come first
    expect(callee.metadata).toMatchObject({ user_id: "callee's user", thread_id: "thread-1" });
  });

  it("carries W3C's trace of a request on, and shows it", async () => {
    const b = await service("distributed-callee.ts", langsmithEnvironment(langsmith.endpoint));
    const handedOn = headersOf.parse(await b.ask({ traceparent: TRACEPARENT }));
    await b.flush();
    const [run] = await langsmith.untilEnded(1);
    expect(run?.metadata.traceparent).toBe(TRACEPARENT);
    expect(run?.parent_run_id).toBeUndefined();
    expect(handedOn.traceparent).toBe(`00-${W3C}-${run?.id.replaceAll("-", "").slice(16)}-01`);
    expect(handedOn["langsmith-trace"]).toBe(run?.dotted_order);
    expect(handedOn.baggage ?? "").not.toContain("traceparent");
  });

  it("makes a traceparent of LangSmith's trace where none comes in", async () => {
    const b = await service("distributed-callee.ts", langsmithEnvironment(langsmith.endpoint));
    const handedOn = headersOf.parse(await b.ask({ "LangSmith-Trace": TRACE }));
    expect(handedOn.traceparent).toMatch(new RegExp(`^00-${TRACE_ID.replaceAll("-", "")}-[0-9a-f]{16}-01$`));
  });

  it("lets no caller choose the project, the address or another place for its runs", async () => {
    const elsewhere = createServer((_, response) => response.end("{}"));
    const requests: unknown[] = [];
    elsewhere.on("request", ({ url }) => requests.push(url));
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    onTestFinished(() => void elsewhere.close());
    const address = elsewhere.address();
    const apiUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const item = (name: string, value: unknown) => `langsmith-${name}=${encodeURIComponent(String(value))}`;
    const hostile = [
      item("project", "theirs"),
      item("address", "lrn:agent:theirs:production"),
      item("replicas", JSON.stringify([{ projectName: "theirs", apiUrl, apiKey: "k" }])),
      item("replicas", JSON.stringify([["theirs", {}]])),
      item("metadata", JSON.stringify({ note: "kept" })),
      " langsmith-project=theirs",
      "LANGSMITH-PROJECT=theirs",
    ].join(",");
    const b = await service("distributed-callee.ts", langsmithEnvironment(langsmith.endpoint));
    await b.ask({ "langsmith-trace": TRACE, baggage: hostile });
    await b.flush();
    const [run, ...others] = await langsmith.untilEnded(1);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      session_name: "langgraph-platform",
      parent_run_id: PARENT_ID,
      metadata: { note: "kept" },
    });
    expect(await langsmith.found(["theirs"])).toEqual([]);
    expect(requests).toEqual([]);
  });
});

describe("in OpenTelemetry mode", () => {
  let otlp: OtlpReceiver;
  let env: Readonly<Record<string, string>>;

  beforeEach(async () => {
    otlp = await OtlpReceiver.start();
    env = {
      LANGSMITH_TRACING: "true",
      LANGSMITH_OTEL_ENABLED: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint,
    };
  });

  afterEach(() => otlp.stop());

  it("a call is one trace of spans, too", async () => {
    const b = await service("distributed-callee.ts", env);
    const a = AgentProcess.start("distributed-caller.ts", { env: { ...env, CALLEE_URL: b.url } });
    const { sent } = await a.result<{ sent: unknown }>();
    await b.flush();
    const spans = await otlp.until((all) => all.some(({ name }) => name === "callee"));
    const span = (name: string) => spans.find((each) => each.name === name);
    expect(span("callee")?.parentSpanId).toBe(span("ask")?.spanId);
    expect(span("ask")?.parentSpanId).toBe(span("LangGraph")?.spanId);
    expect(span("LangGraph")?.parentSpanId).toBe(span("caller")?.spanId);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(headersOf.parse(sent).traceparent).toBe(`00-${span("ask")?.traceId}-${span("ask")?.spanId}-01`);
    // in LangSmith as well
    expect(span("callee")?.attributes["langsmith.span.parent_id"]).toBe(
      span("ask")?.attributes["langsmith.span.id"],
    );
  });

  it("goes on with the caller's trace, its state included, and records nothing that the caller does not sample", async () => {
    const b = await service("distributed-callee.ts", env);
    const handedOn = headersOf.parse(await b.ask({ traceparent: TRACEPARENT, tracestate: "dd=s:1" }));
    const unsampled = headersOf.parse(await b.ask({ traceparent: TRACEPARENT.replace(/01$/, "00") }));
    expect(await b.flush()).toMatchObject({ made: 1, sent: 1 });
    const [span, ...others] = await otlp.spans();
    expect(others).toEqual([]);
    expect(span).toMatchObject({ traceId: W3C, parentSpanId: "b7ad6b7169203331" });
    expect(handedOn).toMatchObject({ traceparent: `00-${W3C}-${span?.spanId}-01`, tracestate: "dd=s:1" });
    expect(unsampled.traceparent).toMatch(new RegExp(`^00-${W3C}-[0-9a-f]{16}-00$`));
  });
});

describe("headers", () => {
  const client = new RunClient({
    apiKey: "",
    endpoint: "http://127.0.0.1:9",
    samplingRate: 1,
    hideInputs: false,
    hideOutputs: false,
    hideMetadata: false,
    maxQueueBytes: 1_000,
    requestTimeoutMs: 1_000,
    warnings: new Warnings(),
    observer: {
      additions: () => ({ metadata: {}, tags: [] }),
      created: () => {},
      updated: () => {},
      refusal: () => undefined,
    },
  });
  const parent = (headers: TraceHeaders) => parentFromHeaders(headers, { client });

  it("are none outside of an execution", () => {
    expect(traceHeaders()).toEqual({});
  });

  it.each<[string, TraceHeaders]>([
    ["Node's", { "langsmith-trace": TRACE, traceparent: TRACEPARENT }],
    ["any case", { "Langsmith-Trace": TRACE, TraceParent: TRACEPARENT }],
    ["lists", { "langsmith-trace": [TRACE], traceparent: [TRACEPARENT] }],
    ["fetch's", new Headers({ "langsmith-trace": TRACE, traceparent: TRACEPARENT })],
    ["spaces around", { "langsmith-trace": ` ${TRACE} `, traceparent: ` ${TRACEPARENT} ` }],
  ])("are read as %s", (_, headers) => {
    expect(parent(headers)).toMatchObject({ id: PARENT_ID, trace_id: TRACE_ID, dotted_order: TRACE });
    expect(traceparentFromHeaders(headers)).toMatchObject({ traceId: W3C, flags: 1 });
  });

  it("with baggage that is malformed keep their trace", () => {
    for (const baggage of [
      "langsmith-metadata=%",
      "langsmith-metadata={",
      "langsmith-metadata=1",
      "langsmith-metadata=%5B1%5D",
      "langsmith-metadata",
      "langsmith-tags=a=b",
      "x".repeat(9_000),
    ]) {
      const run = parent({ "langsmith-trace": TRACE, baggage: `langsmith-tags=kept,${baggage}` });
      expect(run?.id).toBe(PARENT_ID);
      expect(run?.extra.metadata ?? {}).not.toHaveProperty("0");
    }
    const { tags } =
      parent({ "langsmith-trace": TRACE, baggage: "langsmith-tags=kept,langsmith-metadata=%" }) ?? {};
    expect(tags).toEqual(["kept"]);
  });

  it("never throw, and name no run but a well-formed one", () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(TRACE, TRACEPARENT, "", ".", "Z", "-", "=", "%", ",", "langsmith-metadata=", "{}"),
    );
    const text = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
    const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(undefined));
    const names = ["langsmith-trace", "baggage", "traceparent", "tracestate", "Baggage", "get", "__proto__"];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (headers) => {
        const run = parent(headers);
        if (run !== undefined) expect(run.dotted_order).toMatch(/^\d{8}T\d+Z[0-9a-f-]{36}/);
        const w3c = traceparentFromHeaders(headers);
        if (w3c !== undefined) expect(w3c.traceId).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
    const broken = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no headers");
        },
      },
    );
    expect(parent(broken)).toBeUndefined();
    expect(traceparentFromHeaders(broken)).toBeUndefined();
  });
});
