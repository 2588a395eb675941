import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { RunTimeoutError, TooManyRunsError } from "../../src/runs/errors.js";
import type { RunEvent } from "../../src/runs/run-service.js";
import { ALICE, BEGAN, DONE, eventsOf, failing, startServer, waiting } from "./support/server.js";

const STREAM = "/agents/scripted/stream";

describe("a stream", () => {
  it("tells events as they come, and ends after the last", async () => {
    const answer: RunEvent = { type: "answer", text: "two\nlines, and a snowman: \u2603" };
    const { post } = await startServer({
      script: async function* () {
        yield BEGAN;
        yield answer;
        yield DONE;
      },
    });
    const response = await post(STREAM);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    expect(eventsOf(await response.text())).toEqual([
      { event: "run", data: BEGAN },
      { event: "answer", data: answer },
      { event: "done", data: DONE },
    ]);
  });

  it("has a comment whenever nothing has come for a while", async () => {
    const { script } = waiting();
    const { post } = await startServer({ script, keepAliveMs: 10 });
    const reader = (await post(STREAM)).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (text.split("\n\n").filter((block) => block === ":").length < 3) {
      text += (await reader?.read())?.value ?? "";
    }
    expect(text).toMatch(/^event: run\ndata: {.*}\n\n(:\n\n)+$/);
    await reader?.cancel();
  });

  it("answers what goes wrong before its first event with a status", async () => {
    const { post } = await startServer({ script: failing(new TooManyRunsError("user", 3)) });
    const response = await post(STREAM);
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({ type: "urn:problem-type:too-many-runs", limit: 3 });
  });

  it("tells what goes wrong later as an event, and ends", async () => {
    const { post } = await startServer({
      script: async function* () {
        yield BEGAN;
        throw new RunTimeoutError(2_000);
      },
    });
    const response = await post(STREAM);
    expect(response.status).toBe(200);
    expect(eventsOf(await response.text()).at(-1)).toEqual({
      event: "error",
      data: expect.objectContaining({ type: "urn:problem-type:run-timeout", status: 504 }),
    });
  });

  it("ends the run when its client goes", async () => {
    const { script, cancelled } = waiting();
    const { post } = await startServer({ script });
    const client = new AbortController();
    await post(STREAM, undefined, { signal: client.signal });
    client.abort();
    expect(await cancelled).toMatchObject({ name: "ClientGoneError" });
  });
});

describe("a reader that does not read", () => {
  /** Sends a request, and reads nothing of its answer. */
  async function stall(url: string) {
    const body = JSON.stringify({ question: "?" });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `POST ${STREAM} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ALICE}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    socket.pause();
    return socket;
  }

  /** A run that says 64 KB at a time, for ever; `told` counts. */
  function endless() {
    const state = { told: 0, isOver: false };
    async function* script(): AsyncGenerator<RunEvent> {
      try {
        yield BEGAN;
        for (;;) {
          state.told += 1;
          yield { type: "text", worker: "w", text: "x".repeat(65_536) };
        }
      } finally {
        state.isOver = true;
      }
    }
    return { script, state };
  }

  it("holds the run up, whose events wait where they come from", async () => {
    const { script, state } = endless();
    const { url } = await startServer({ script });
    const socket = await stall(url);
    await expect.poll(() => state.told).toBeGreaterThan(0);
    let before = -1;
    while (before !== state.told) {
      before = state.told;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // what the operating system holds of a connection is some megabytes
    expect(state.told).toBeLessThan(200);
    socket.destroy();
    await expect.poll(() => state.isOver).toBe(true);
  });

  it("is taken for gone after a while, which ends its run", async () => {
    const { script, state } = endless();
    const { url } = await startServer({ script, stalledMs: 300 });
    const socket = await stall(url);
    await expect.poll(() => state.isOver).toBe(true);
    socket.destroy();
  });

  it("is not taken for one while it waits for events", async () => {
    const { script } = waiting();
    const stalledMs = 3_000;
    const { post } = await startServer({ script, stalledMs, keepAliveMs: 50 });
    const reader = (await post(STREAM)).body?.getReader();
    const until = performance.now() + 1.5 * stalledMs;
    while (performance.now() < until) expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
  });
});
