import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../src/runs/run-service.js";
import { shutDown } from "../src/shutdown.js";
import { BEGAN, DONE, startServer, type TestServer, waiting } from "./http/support/server.js";

/** Of a shutdown that is not to wait for its end. */
const LONG_MS = 600_000;
/** Of one that has to give up, and what it takes at most on a busy machine. */
const [SHORT_MS, PROMPT_MS] = [500, 15_000];

/** What a shutdown did, in its order. */
function parts(server: TestServer) {
  const order: string[] = [];
  const note = (text: string) => order.push(text);
  const database = {
    close: async () => {
      note(`database, with ${server.draining.open} open`);
    },
  };
  const worker = {
    stop: async (signal: AbortSignal) => {
      note("worker");
      if (!signal.aborted) await once(signal, "abort");
      note("worker cancelled");
    },
  };
  return { order, database, worker, note };
}

describe("a shutdown", () => {
  it("waits for what ends in time, and cancels nothing", async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const server = await startServer({
      script: async function* (): AsyncGenerator<RunEvent> {
        yield BEGAN;
        await finished;
        yield { type: "answer", text: "in time" };
        yield DONE;
      },
    });
    const { order, database } = parts(server);
    const stream = await server.post("/agents/scripted/stream");
    const ended = shutDown({ server, database, log: server.app.log }, LONG_MS);
    await expect.poll(async () => (await fetch(`${server.url}/health`)).status).toBe(503);
    expect(order).toEqual([]);
    finish();
    expect(await stream.text()).toContain("event: done\n");
    expect(await ended).toBe(true);
    expect(order).toEqual(["database, with 0 open"]);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
  });

  it("cancels what does not end, answers it, and leaves the database last", async () => {
    const { script, cancelled } = waiting();
    const server = await startServer({ script });
    const { order, database, worker } = parts(server);
    const stream = await server.post("/agents/scripted/stream");
    const invoke = server.post("/agents/scripted/invoke");
    await expect.poll(() => server.draining.open).toBe(2);
    const begunAt = performance.now();
    // of which to answer what was cancelled has a share of 1.6 s
    const ended = shutDown({ server, database, worker, log: server.app.log }, 20_000);
    expect(await cancelled).toMatchObject({ name: "StoppingError" });
    expect(performance.now() - begunAt).toBeGreaterThan(10_000);
    expect(await stream.text()).toMatch(/event: error\ndata: .*urn:problem-type:stopping/);
    expect((await invoke).status).toBe(503);
    expect(await ended).toBe(true);
    expect(order).toEqual(["worker", "worker cancelled", "database, with 0 open"]);
  });

  it("is over in time with a run that does not heed its end, and says that not all went well", async () => {
    const server = await startServer({
      script: async function* () {
        yield BEGAN;
        await new Promise(() => {});
      },
    });
    const { order, database } = parts(server);
    await server.post("/agents/scripted/stream");
    const begunAt = performance.now();
    expect(await shutDown({ server, database, log: server.app.log }, SHORT_MS)).toBe(false);
    expect(performance.now() - begunAt).toBeLessThan(PROMPT_MS);
    expect(order).toEqual([expect.stringMatching(/^database/)]);
  });

  it("is over in time with a database that does not close", async () => {
    const server = await startServer();
    const database = { close: () => new Promise<void>(() => {}) };
    const begunAt = performance.now();
    expect(await shutDown({ server, database, log: server.app.log }, SHORT_MS)).toBe(false);
    expect(performance.now() - begunAt).toBeLessThan(PROMPT_MS);
  });

  it("goes on where a part fails", async () => {
    const server = await startServer();
    const { order, database } = parts(server);
    const worker = { stop: () => Promise.reject(new Error("canary")) };
    expect(await shutDown({ server, database, worker, log: server.app.log }, LONG_MS)).toBe(false);
    expect(order).toEqual(["database, with 0 open"]);
  });
});
