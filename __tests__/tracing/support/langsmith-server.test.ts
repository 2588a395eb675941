import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { Client } from "langsmith";
import { traceable } from "langsmith/traceable";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { HANG_MS } from "../../support/time";
import { LangSmithServer, type LangSmithServerOptions } from "./langsmith-server";

const ROOT = join(import.meta.dirname, "../../..");
const CANARY = "canary-7d1f";

function clientOf(endpoint: string): Client {
  return new Client({
    apiUrl: endpoint,
    apiKey: "key-of-the-test",
    callerOptions: { maxRetries: 1 },
    autoBatchTracing: true,
  });
}

/** A run with a child inside, sent by bare langsmith. */
async function trace(client: Client): Promise<void> {
  const inner = traceable(async (text: string) => `${text}!`, {
    name: "inner",
    run_type: "tool",
    client,
    tracingEnabled: true,
  });
  const outer = traceable(async (text: string) => inner(text), {
    name: "outer",
    client,
    project_name: "loopback",
    tags: ["a tag"],
    metadata: { user: "u-1" },
    tracingEnabled: true,
  });
  await outer(CANARY);
  await client.awaitPendingTraceBatches();
}

async function started(options?: LangSmithServerOptions): Promise<LangSmithServer> {
  const server = await LangSmithServer.start(options);
  onTestFinished(() => server.stop());
  return server;
}

describe.each<[string, LangSmithServerOptions, string]>([
  ["gzip", {}, "gzip"],
  ["no compression", { compression: "none" }, "no encoding"],
])("with %s, langsmith's own client", (_, options, encoding) => {
  it("delivers a tree of runs, beginning and end merged", async () => {
    const server = await started(options);
    await trace(clientOf(server.endpoint));

    const runs = await server.untilEnded(2);

    const outer = runs.find(({ name }) => name === "outer");
    const inner = runs.find(({ name }) => name === "inner");
    expect(outer).toMatchObject({
      run_type: "chain",
      inputs: { input: CANARY },
      outputs: { outputs: `${CANARY}!` },
      tags: ["a tag"],
      metadata: { user: "u-1" },
      session_name: "loopback",
      headers: { "x-api-key": "key-of-the-test" },
    });
    expect(inner).toMatchObject({ run_type: "tool", parent_run_id: outer?.id, trace_id: outer?.trace_id });
    expect(inner?.dotted_order.startsWith(`${outer?.dotted_order}.`)).toBe(true);
    expect(outer?.headers["content-encoding"] ?? "no encoding").toBe(encoding);
    expect(await server.counts()).toMatchObject({
      "GET /info": 1,
      "POST /runs/multipart": expect.any(Number),
    });
    expect(await server.found([CANARY, "key-of-the-test", "never sent"])).toEqual([
      CANARY,
      "key-of-the-test",
    ]);
    expect(await server.bytes()).toBeGreaterThan(500);
  });
});

describe("with zstd", () => {
  it("delivers, from a Node that has it", async () => {
    const node = join(ROOT, "node_modules/node24/bin/node");
    const server = await started({ compression: "zstd", node });
    const program = `
      import { Client } from "langsmith";
      import { traceable } from "langsmith/traceable";
      const client = new Client({ apiUrl: ${JSON.stringify(server.endpoint)}, apiKey: "k" });
      const run = traceable(async (text) => text, { name: "one", client, tracingEnabled: true });
      await run("first");
      await client.awaitPendingTraceBatches();
      await run("second");
      await client.awaitPendingTraceBatches();`;
    execFileSync(node, ["--input-type=module", "-e", program], { cwd: ROOT, timeout: HANG_MS });

    const runs = await server.untilEnded(2);

    expect(runs.map(({ headers }) => headers["content-encoding"])).toContain("zstd");
  });
});

describe("in a mode", () => {
  let server: LangSmithServer;
  beforeAll(async () => {
    server = await LangSmithServer.start({ compression: "none" });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await server.setMode("healthy");
    await server.reset();
  });
  afterAll(() => server.stop());

  const post = (path: string, body = "{}") => fetch(`${server.endpoint}${path}`, { method: "POST", body });

  it("multipart off: the client falls back to batches", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await server.setMode("multipart off");

    await trace(clientOf(server.endpoint));

    const runs = await server.untilEnded(2);
    expect(runs.map(({ name }) => name).sort()).toEqual(["inner", "outer"]);
    expect(await server.counts()).toMatchObject({ "POST /runs/batch": expect.any(Number) });
  });

  it("refused: nothing listens, and the port is the same afterwards", async () => {
    await server.setMode("refused");
    // a connection that was kept from before is found closed first
    const refusal = async () =>
      String((await fetch(`${server.endpoint}/info`).catch((error) => error.cause)).code);
    await expect.poll(refusal).toBe("ECONNREFUSED");

    await server.setMode("healthy");
    expect((await fetch(`${server.endpoint}/info`)).status).toBe(200);
  });

  it("hung: requests are taken and counted, and not answered", async () => {
    await server.setMode("hung", { only: "/runs" });
    const patience = new AbortController();
    const asked = fetch(`${server.endpoint}/runs/batch`, {
      method: "POST",
      body: CANARY,
      signal: patience.signal,
    }).then(
      () => "answered",
      () => "given up",
    );

    await expect.poll(() => server.found([CANARY])).toEqual([CANARY]);
    expect(await server.counts()).toEqual({ "POST /runs/batch": 1 });
    // an answer would come before this one
    expect((await fetch(`${server.endpoint}/info`)).status).toBe(200);
    patience.abort();
    expect(await asked).toBe("given up");
  });

  it("a status: it is answered, with Retry-After where there is too much, and for as many requests as told", async () => {
    await server.setMode({ status: 500 }, { times: 1 });
    expect((await post("/runs/batch")).status).toBe(500);
    expect((await post("/runs/batch")).status).toBe(202);

    await server.setMode({ status: 429 });
    const answer = await post("/runs/batch");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
  });

  it("slow: the answer is late", async () => {
    await server.setMode({ delayMs: 200 });
    const before = performance.now();
    expect((await post("/runs/batch")).status).toBe(202);
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  it("too large: smaller bodies pass", async () => {
    await server.setMode({ maxBytes: 100 });
    const batch = (size: number) => JSON.stringify({ post: [], filling: "x".repeat(size) });
    expect((await post("/runs/batch", batch(200))).status).toBe(413);
    expect((await post("/runs/batch", batch(10))).status).toBe(202);
  });

  it("cut off: the connection ends midway", async () => {
    await server.setMode("cut off");
    await expect(post("/runs/batch", "x".repeat(1_000_000))).rejects.toThrow("fetch failed");
    const answer = await fetch(`${server.endpoint}/info`);
    await expect(answer.text()).rejects.toThrow();
  });

  it("any: what is not accepted is no run", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await server.setMode({ status: 500 }, { only: "/runs" });
    const client = new Client({
      apiUrl: server.endpoint,
      apiKey: "k",
      callerOptions: { maxRetries: 0 },
    });

    await trace(client);

    expect(await server.runs()).toEqual([]);
    expect(await server.found([CANARY])).toEqual([CANARY]);
  });
});

describe("the server", () => {
  it("refuses a body that breaks off, and keeps none of its runs", async () => {
    const server = await started();
    const part = JSON.stringify({ id: "1", trace_id: "1", dotted_order: "x" });
    const head = `--b\r\nContent-Disposition: form-data; name="post.1"\r\nContent-Type: application/json; length=${part.length}\r\n\r\n`;
    const send = (body: string) =>
      fetch(`${server.endpoint}/runs/multipart`, {
        method: "POST",
        headers: { "content-type": "multipart/form-data; boundary=b" },
        body,
      });

    expect((await send(`${head}${part}\r\n`)).status).toBe(422);
    expect(await server.runs()).toEqual([]);
    expect((await send(`${head}${part}\r\n--b--\r\n`)).status).toBe(202);
    expect(await server.runs()).toHaveLength(1);
  });

  it("says what is there when a wait is over", async () => {
    const server = await started();
    await trace(clientOf(server.endpoint));
    await server.untilEnded(2);
    await expect(server.until((runs) => runs.length > 2, 50)).rejects.toThrow(
      /not so after 50 ms: (inner|outer) \(ended\), (inner|outer) \(ended\)/,
    );
  });
});
