import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { LoopbackProxy } from "../tracing/budgets/support/proxy";
import { parsePrometheus } from "../tracing/statistics/support/prometheus-parser";
import { AGENT, type AgentTask, AgentWorld, CANARIES } from "./support/agent-world";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());
beforeEach(() => world.openai.reset());

/** A model that does not answer until it is told to. */
async function withoutAnswers(): Promise<void> {
  await world.openai.reply({}, { hangs: true });
}

async function untilAsked(count: number): Promise<void> {
  await expect.poll(async () => (await world.openai.requests()).length).toBe(count);
}

/** What a response says that is no success, once it is known to be a problem. */
async function problemOf(response: Response): Promise<unknown> {
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  return response.json();
}

describe("limits", () => {
  it("hold a user back, and nobody else", async () => {
    const task = await world.task({ env: { MAX_RUNS_PER_USER: "1" } });
    await withoutAnswers();
    const underWay = new AbortController();
    const first = task.invoke({ signal: underWay.signal }).catch(() => undefined);
    await untilAsked(1);
    await world.openai.reset();

    const second = await task.invoke();
    expect(second.status).toBe(429);
    expect(second.headers.get("retry-after")).toBe("5");
    expect(await problemOf(second)).toMatchObject({ type: "urn:problem-type:too-many-runs", limit: 1 });
    expect((await task.invoke({ user: "bob" })).status).toBe(200);

    underWay.abort();
    await first;
    await expect.poll(async () => (await task.invoke()).status).toBe(200);
  });

  it("hold everybody back where the process has no room", async () => {
    const task = await world.task({ env: { MAX_RUNS: "1" } });
    await withoutAnswers();
    const stream = task.stream();
    await untilAsked(1);

    const refused = await task.invoke({ user: "bob" });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await problemOf(refused)).toMatchObject({ type: "urn:problem-type:too-many-runs" });
    expect(await task.health()).toMatchObject({ status: 200 });
    await (await stream).close();
  });

  it("hold a thread to one run at a time", async () => {
    const task = await world.task();
    await withoutAnswers();
    const stream = task.stream({ threadId: "t-1" });
    await untilAsked(1);
    const busy = await task.invoke({ threadId: "t-1" });

    expect(busy.status).toBe(409);
    expect(await problemOf(busy)).toMatchObject({ type: "urn:problem-type:thread-busy" });
    await (await stream).close();
  });

  it("end a run that takes too long", async () => {
    const task = await world.task({ env: { RUN_TIMEOUT_SECONDS: "1" } });
    await withoutAnswers();
    const response = await task.invoke();

    expect(response.status).toBe(504);
    expect(await problemOf(response)).toMatchObject({ type: "urn:problem-type:run-timeout", limit: 1 });
  });

  it("refuse bodies that are large, or in another form", async () => {
    const task = await world.task({ env: { MAX_BODY_BYTES: "2000" } });
    const statusOf = async (body: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${task.process.url}/agents/${AGENT}/invoke`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${CANARIES.alice}`,
          "content-type": "application/json",
          ...headers,
        },
        body,
      });
      await problemOf(response);
      return response.status;
    };

    expect(await statusOf(JSON.stringify({ question: "x".repeat(2_000) }))).toBe(413);
    expect(await statusOf("question=x", { "content-type": "application/x-www-form-urlencoded" })).toBe(415);
    expect(await statusOf('{"question": "x"}', { "content-encoding": "gzip" })).toBe(415);
    expect(await statusOf("{")).toBe(400);
    expect(await world.openai.requests()).toEqual([]);
  });
});

describe("an error", () => {
  it("of the model's provider is told without its words", async () => {
    const task = await world.task();
    await world.openai.reply({}, { status: 400 });
    const response = await task.invoke();

    expect(response.status).toBe(502);
    expect(await problemOf(response)).toEqual({
      type: "urn:problem-type:model-failed",
      title: "The model's provider fails",
      status: 502,
      detail: "The model's provider did not answer as it should: ask again.",
      retryAfter: 5,
    });
  });

  it("of the database is told as a service that is not ready, and without its place", async () => {
    const uri = new URL(await world.database());
    const proxy = await LoopbackProxy.start(Number(uri.port));
    onTestFinished(() => proxy.close());
    uri.port = String(proxy.port);
    const task = await world.task({ env: { DATABASE_URI: uri.href } });
    await proxy.close();

    const response = await task.invoke();
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ type: "urn:problem-type:not-ready" });
    expect(body).not.toMatch(/127\.0\.0\.1|ECONN|postgres/i);
    await expect.poll(async () => (await task.health()).status).toBe(503);
    expect(JSON.stringify((await task.health()).body)).not.toMatch(/127\.0\.0\.1|canary/);

    await proxy.listen();
    await task.untilHealthy();
    expect((await task.invoke()).status).toBe(200);
  });
});

describe("what is no request", () => {
  async function answerTo(task: AgentTask, bytes: string): Promise<string> {
    const socket = connect(Number(new URL(task.process.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(bytes);
    return text(socket);
  }

  it("is answered as a problem, and its connection closed", async () => {
    const task = await world.task();
    const head = "GET /health HTTP/1.1\r\nHost: localhost\r\n";

    const unreadable = await answerTo(task, "canary\r\n\r\n");
    expect(unreadable).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(unreadable).toContain("application/problem+json");
    expect(unreadable).not.toContain("canary");
    expect(await answerTo(task, `${head}X: ${"x".repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("connections", () => {
  it("outlive those of a load balancer that waits for 300 s", async () => {
    const task = await world.task();
    const { headers } = await fetch(`${task.process.url}/health`);
    expect(headers.get("keep-alive")).toBe("timeout=310");
  });
});

describe("metrics", () => {
  it("are Prometheus' text, with what runs have cost", async () => {
    const task = await world.task();
    await task.invoke();
    const response = await task.get("/metrics");

    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const families = parsePrometheus(await response.text());
    const executions = families.get("langgraph_agent_executions_total")?.samples ?? [];
    const succeeded = executions.find(({ labels }) => labels.get("outcome") === "succeeded");
    expect(succeeded).toMatchObject({ value: 1 });
    expect(succeeded?.labels.get("agent")).toBe(AGENT);
  });
});

describe("the log", () => {
  it("has one line of JSON for each request: its route, status, time, user and run, and nothing that was sent", async () => {
    const task = await world.task();
    const answer = await task.invoke({ question: "canary-question" });
    const { runId } = JSON.parse(await answer.text());
    await task.get("/agents?token=canary-query");
    await task.get("/canary-path");
    await (await task.stream({ question: "canary-question" })).toEnd();
    await task.process.untilSays(/stream 200/);

    const { logs, stdout } = task.process;
    const requests = logs.filter(({ route }) => route !== undefined && route !== "/health");
    expect(requests).toEqual([
      expect.objectContaining({ route: "/agents/:name/invoke", status: 200, user: "alice", runId }),
      expect.objectContaining({ route: "/agents", status: 200, user: "alice" }),
      expect.objectContaining({ route: "(none)", status: 404 }),
      expect.objectContaining({ route: "/agents/:name/stream", status: 200, user: "alice" }),
    ]);
    for (const line of stdout.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
    expect(task.process.output).not.toContain("canary");
  });

  it("says why a run has failed, and a client only that it has", async () => {
    const task = await world.task();
    await world.openai.reply({}, { status: 400 });
    await task.invoke();
    await task.process.untilSays(/invoke 502/);

    const line = task.process.logs.find(({ status }) => status === 502);
    expect(line).toMatchObject({ level: "error", err: { message: expect.stringContaining("400") } });
  });
});
