import { Socket } from "node:net";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask } from "../../src/agents/ask.js";
import { bindTools } from "../../src/models/bind-tools.js";
import { type AgentModel, createModel } from "../../src/models/model.js";
import { type CompletionServer, startCompletionServer } from "./support/completions.js";

const KEY = "sk-canary-openai-key-0000000000000000000000";

let server: CompletionServer;
let model: AgentModel;

beforeEach(async () => {
  server = await startCompletionServer();
  model = createModel({ kind: "openai", apiKey: KEY, model: "gpt-4o-mini", baseUrl: server.baseUrl });
});

afterEach(() => server.stop());

/** The ports that are connected to meanwhile, whoever does it. */
async function portsOf(work: () => Promise<unknown>): Promise<readonly unknown[]> {
  const connect = vi.spyOn(Socket.prototype, "connect");
  try {
    await work();
    return [...new Set(connect.mock.calls.flat(2).flatMap((option) => portOf(option)))];
  } finally {
    connect.mockRestore();
  }
}

function portOf(option: unknown): readonly unknown[] {
  return typeof option === "object" && option !== null && "port" in option ? [Number(option.port)] : [];
}

/** As agents ask, in a graph. */
async function askInGraph(): Promise<readonly string[]> {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("ask", async ({ messages }, config) => ({
      messages: [await ask(bindTools(model.chat, []), messages, { worker: "analyst", config })],
    }))
    .addEdge(START, "ask")
    .compile();
  const texts = [];
  const input = { messages: [{ role: "user", content: "Analyze Bramblewick Foods" }] };
  for await (const event of await graph.stream(input, { streamMode: "custom" })) texts.push(event.text);
  return texts;
}

describe("OpenAI's model", () => {
  it("is asked for by its name, with a bound on what it writes", async () => {
    await model.chat.invoke("x");

    expect(model).toMatchObject({ name: "gpt-4o-mini", isOffline: false });
    expect(server.requests[0]?.body).toMatchObject({ model: "gpt-4o-mini" });
    const body = server.requests[0]?.body;
    expect(body?.max_tokens ?? body?.max_completion_tokens).toBe(800);
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it("is streamed, and counts its tokens itself", async () => {
    const texts = await askInGraph();

    expect(texts).toEqual(["The ", "answer ", "is ", "42."]);
    expect(server.requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it("is the only one that is connected to, streamed or not: no tokenizer is fetched", async () => {
    const ports = await portsOf(async () => {
      await askInGraph();
      await model.chat.invoke("x");
      for await (const _ of await model.chat.stream("x"));
    });

    expect(ports).toEqual([Number(new URL(server.baseUrl).port)]);
  });

  it.each([500, 429])("is asked three times at most where it answers %i", async (status) => {
    server.fail(status);

    await expect(model.chat.invoke("x")).rejects.toThrow(`${status}`);
    expect(server.requests).toHaveLength(3);
  });

  it.each([400, 401, 404])(
    "is asked once where it answers %i, and the error does not tell the key",
    async (status) => {
      server.fail(status);
      const error: unknown = await model.chat.invoke("x").catch((failure: unknown) => failure);

      expect(error).toBeInstanceOf(Error);
      expect(server.requests).toHaveLength(1);
      expect(JSON.stringify(error) + String(error)).not.toContain("canary");
    },
  );

  it("is OpenAI's own where no address is given, whatever the environment says", () => {
    vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:9");
    const { chat } = createModel({ kind: "openai", apiKey: KEY, model: "gpt-4o-mini" });
    vi.unstubAllEnvs();

    expect(chat).toMatchObject({ clientConfig: { baseURL: "https://api.openai.com/v1" } });
  });
});
