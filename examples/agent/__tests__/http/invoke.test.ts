import { describe, expect, it } from "vitest";
import { BEGAN, DONE, startServer } from "./support/server.js";

describe("invoke", () => {
  it("answers with the run's answer and what it took", async () => {
    const { post, requests } = await startServer();
    const response = await post("/agents/scripted/invoke", { question: " What? ", threadId: "t-1" });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-powered-by")).toBeNull();
    expect(await response.json()).toEqual({
      runId: "run-1",
      threadId: "thread-1",
      answer: "42",
      usage: DONE,
    });
    expect(requests).toEqual([
      expect.objectContaining({ agent: "scripted", question: "What?", threadId: "t-1", user: "alice" }),
    ]);
  });

  it("hands the request's headers on, so that its trace goes on", async () => {
    const { post, requests } = await startServer();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await post("/agents/scripted/invoke", undefined, { headers: { traceparent } });
    expect(requests[0]?.headers).toMatchObject({ traceparent });
  });

  it.each([
    ["no question", {}, "question"],
    ["an empty question", { question: "  " }, "question"],
    ["a question that is too long", { question: "x".repeat(16_001) }, "question"],
    ["a question that is no text", { question: 42 }, "question"],
    ["an unknown member", { question: "?", model: "gpt-4o" }, "model"],
    ["a thread that is no text", { question: "?", threadId: 1 }, "threadId"],
    ["a thread with other characters", { question: "?", threadId: "a thread" }, "threadId"],
    ["what no database keeps", { question: "a\0b" }, "question"],
    ["half a character", { question: "a\ud83d" }, "question"],
    ["a list", [], "body"],
  ])("refuses %s with 400, and says what is wrong", async (_, body, detail) => {
    const { post, requests } = await startServer();
    const response = await post("/agents/scripted/invoke", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringContaining(detail) });
    expect(requests).toEqual([]);
  });

  it.each([
    ["no JSON", "{", {}, 400],
    ["an empty body", "", {}, 400],
    ["a prototype in it", '{"__proto__": {"user": "ci"}, "question": "?"}', {}, 400],
    ["a form", "question=x", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["plain text", '{"question": "?"}', { "content-type": "text/plain" }, 415],
    ["another encoding", '{"question": "?"}', { "content-type": "application/json; charset=latin1" }, 415],
    ["a compressed body", '{"question": "?"}', { "content-encoding": "gzip" }, 415],
    ["a large body", JSON.stringify({ question: "x".repeat(300_000) }), {}, 413],
  ])("refuses %s", async (_, body, headers, status) => {
    const { post, requests } = await startServer();
    const response = await post("/agents/scripted/invoke", undefined, { body, headers });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ type: "about:blank", status });
    expect(requests).toEqual([]);
  });

  it("ends the run when its client goes", async () => {
    const { promise: cancelled, resolve } = withResolvers();
    const client = new AbortController();
    const { post } = await startServer({
      script: async function* ({ signal }) {
        yield BEGAN;
        client.abort();
        await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
        resolve(signal.reason);
      },
    });
    await expect(post("/agents/scripted/invoke", undefined, { signal: client.signal })).rejects.toThrow();
    expect(await cancelled).toMatchObject({ name: "ClientGoneError" });
  });
});

function withResolvers() {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
