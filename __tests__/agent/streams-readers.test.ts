import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { hasEnded } from "../tracing/support/langsmith-server";
import { AGENT, type AgentTask, AgentWorld, CANARIES } from "./support/agent-world";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await Promise.all([world.langsmith.reset(), world.openai.reset()]);
});

describe("a client that goes", () => {
  async function expectCancelled(task: AgentTask): Promise<void> {
    await world.langsmith.until((runs) => runs.some((run) => run.name === AGENT && hasEnded(run)));
    const run = (await world.langsmith.runs()).find(({ name }) => name === AGENT);
    expect(run?.metadata.outcome).toBe("cancelled");
    await expect
      .poll(async () => (await world.openai.requests()).map(({ brokenOff }) => brokenOff))
      .toEqual([true]);
    await task.process.untilSays('"brokenOff":true');
  }

  it("ends its stream's run, and the call of the model", async () => {
    await world.openai.reply({}, { text: "word ".repeat(2_000), chunkDelayMs: 100 });
    const task = await world.task();
    const stream = await task.stream();
    await stream.until("text");
    await stream.close();

    await expectCancelled(task);
  });

  it("ends its invoke's run, and the call of the model", async () => {
    await world.openai.reply({}, { hangs: true });
    const task = await world.task();
    const client = new AbortController();
    const broken = expect(task.invoke({ signal: client.signal })).rejects.toThrow();
    await expect.poll(async () => (await world.openai.requests()).length).toBe(1);
    client.abort();

    await broken;
    await expectCancelled(task);
  });
});

describe("a reader that is slow", () => {
  const READERS = 10;
  /** 500 words of 10 KB each: an answer has it twice, which is more than the operating system takes of it. */
  const TEXT = Array.from({ length: 500 }, (_, index) => `${index}`.padEnd(10_000, "x")).join(" ");

  /** Asks, and reads nothing of the answer. */
  async function ask(task: AgentTask): Promise<Socket> {
    const body = JSON.stringify({ question: "?" });
    const socket = connect(Number(new URL(task.process.url).port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    socket.pause();
    socket.write(
      [
        `POST /agents/${AGENT}/stream HTTP/1.1`,
        "Host: localhost",
        `Authorization: Bearer ${CANARIES.alice}`,
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
        "Connection: close",
        "",
        body,
      ].join("\r\n"),
    );
    return socket;
  }

  async function succeeded(task: AgentTask): Promise<number> {
    const text = await (await task.get("/metrics")).text();
    return Number(/executions_total\{.*outcome="succeeded"\} (\d+)/.exec(text)?.[1] ?? 0);
  }

  async function readAll(socket: Socket): Promise<string> {
    let all = "";
    for await (const chunk of socket.setEncoding("latin1")) all += chunk;
    return all;
  }

  it("holds up neither its run nor others, fills no memory but with what was said, and gets all of it", async () => {
    await world.openai.reply({}, { text: TEXT });
    const task = await world.task({ env: { LANGSMITH_TRACING: "false", LANGCHAIN_TRACING_V2: "false" } });
    const before = await task.process.memory();
    const readers = await Promise.all(Array.from({ length: READERS }, () => ask(task)));
    await expect.poll(() => succeeded(task)).toBe(READERS);
    const during = await task.process.memory();
    await world.openai.reset();

    expect((await task.invoke({ user: "bob" })).status).toBe(200);
    // as texts, as an answer, and as what is on its way of either
    expect(during.heapUsed - before.heapUsed).toBeLessThan(READERS * TEXT.length * 3);
    const answers = await Promise.all(readers.map(readAll));
    for (const answer of answers) {
      expect(answer).toContain("event: done");
      expect(answer.replaceAll(/\r\n[0-9a-f]+\r\n/g, "")).toContain(JSON.stringify(TEXT));
    }
  });
});
