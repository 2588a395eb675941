import { ChatOpenAI } from "@langchain/openai";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OpenAIServer } from "./openai-server";

const messages = [{ role: "user" as const, content: "What is the answer?" }];

let server: OpenAIServer;
let client: OpenAI;
beforeAll(async () => {
  server = await OpenAIServer.start();
  client = new OpenAI({ apiKey: "k", baseURL: server.baseUrl, maxRetries: 0 });
});
afterEach(() => server.reset());
afterAll(() => server.stop());

function model(
  options: { readonly streamUsage?: boolean; readonly useResponsesApi?: boolean } = {},
): ChatOpenAI {
  return new ChatOpenAI({
    model: "gpt-4o-mini",
    apiKey: "k",
    configuration: { baseURL: server.baseUrl },
    maxRetries: 0,
    ...options,
  });
}

async function collected<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** In a message: all tokens that it took. */
function using(tokens: number) {
  return expect.objectContaining({ usage_metadata: expect.objectContaining({ total_tokens: tokens }) });
}

describe("with openai's client", () => {
  it("completes a chat, with usage", async () => {
    const answer = await client.chat.completions.create({ model: "gpt-4o-mini", messages });
    expect(answer.choices[0]?.message.content).toBe("The answer is 42.");
    expect(answer.usage).toMatchObject({
      prompt_tokens: 1000,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 400 },
    });
  });

  it("streams a chat, with usage only where it is asked for", async () => {
    const ask = (more: object) =>
      client.chat.completions.create({ model: "gpt-4o", messages, stream: true, ...more });
    const bare = await collected(await ask({}));
    const measured = await collected(await ask({ stream_options: { include_usage: true } }));

    expect(bare.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("The answer is 42.");
    expect(bare.filter(({ usage }) => usage)).toEqual([]);
    expect(measured.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 1050 } });
  });

  it("responds, streamed and not", async () => {
    await server.reply({}, { usage: { input: 10, output: 9, reasoning: 7 }, answersAs: "gpt-4o-2024-08-06" });
    const answer = await client.responses.create({ model: "gpt-4o", input: "What?" });
    const events = await collected(
      await client.responses.create({ model: "gpt-4o", input: "What?", stream: true }),
    );

    expect(answer).toMatchObject({
      output_text: "The answer is 42.",
      model: "gpt-4o-2024-08-06",
      usage: { input_tokens: 10, output_tokens: 9, output_tokens_details: { reasoning_tokens: 7 } },
    });
    expect(events.at(-1)).toMatchObject({
      type: "response.completed",
      response: { usage: { total_tokens: 19 } },
    });
  });

  it("fails, is rate limited, hangs and breaks off as told, for the requests that match", async () => {
    await server.reply({ contains: "fail" }, { status: 500 });
    await server.reply({ contains: "limit" }, { status: 429, retryAfterSeconds: 3 });
    await server.reply({ contains: "hang" }, { hangs: true });
    await server.reply({ contains: "break" }, { cutAfter: 2 });
    const ask = (content: string, more: object = {}) =>
      client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content }] }, more);

    await expect(ask("fail")).rejects.toMatchObject({ status: 500 });
    await expect(ask("limit")).rejects.toMatchObject({ status: 429 });
    const patience = new AbortController();
    const hanging = ask("hang", { signal: patience.signal });
    await expect.poll(() => server.requests()).toHaveLength(3);
    patience.abort();
    await expect(hanging).rejects.toThrow(/aborted/);
    await expect(ask("break")).rejects.toThrow();
    const stream = await client.chat.completions.create({
      model: "gpt-4o",
      messages: [{ role: "user", content: "break" }],
      stream: true,
    });
    await expect(collected(stream)).rejects.toThrow();
    await expect(ask("else")).resolves.toBeDefined();

    await expect
      .poll(async () => (await server.requests()).map(({ brokenOff }) => brokenOff))
      .toEqual([false, false, true, true, true, false]);
  });

  it("holds streams until they are released", async () => {
    await server.reply({}, { waitsAfter: 2 });
    const stream = await client.chat.completions.create({ model: "gpt-4o", messages, stream: true });
    const words: string[] = [];
    for await (const { choices } of stream) {
      words.push(choices[0]?.delta.content ?? "");
      if (words.length !== 2) continue;
      expect(words.join("")).toBe("The ");
      await server.release();
    }
    expect(words.join("")).toBe("The answer is 42.");
  });

  it("tells when its client broke off a stream", async () => {
    await server.reply({}, { hangsAfter: 2 });
    const stream = await client.chat.completions.create({ model: "gpt-4o", messages, stream: true });
    for await (const _ of stream) break;

    await expect
      .poll(async () => (await server.requests()).map(({ brokenOff }) => brokenOff))
      .toEqual([true]);
  });
});

describe("with LangChain's ChatOpenAI", () => {
  it("answers, with usage", async () => {
    const answer = await model().invoke("What is the answer?");
    expect(answer.text).toBe("The answer is 42.");
    expect(answer.usage_metadata).toMatchObject({
      input_tokens: 1000,
      output_tokens: 50,
      input_token_details: { cache_read: 400 },
    });
    expect(await server.counts()).toEqual({ "POST /v1/chat/completions": 1 });
  });

  it("answers without usage where it is told to", async () => {
    await server.reply({ model: "gpt-4o-mini" }, { usage: null });
    expect(await model().invoke("What?")).not.toHaveProperty("usage_metadata.total_tokens");
  });

  it("streams, with usage and without", async () => {
    const measured = await collected(await model().stream("What?"));
    const bare = await collected(await model({ streamUsage: false }).stream("What?"));

    expect(measured.map(({ text }) => text).join("")).toBe("The answer is 42.");
    expect(measured).toContainEqual(using(1050));
    expect(bare.some(({ usage_metadata: usage }) => usage !== undefined)).toBe(false);
  });

  it("calls tools, as often as told", async () => {
    await server.reply({}, { toolCalls: [{ name: "weather", args: { city: "Paris" } }] }, 1);
    const first = await model().invoke("What?");
    const second = await model().invoke("What?");

    expect(first.tool_calls).toMatchObject([{ name: "weather", args: { city: "Paris" } }]);
    expect(second.text).toBe("The answer is 42.");
  });

  it("streams tool calls", async () => {
    await server.reply({}, { toolCalls: [{ name: "weather", args: { city: "Paris" } }] });
    const [first, ...rest] = await collected(await model().stream("What?"));
    const whole = rest.reduce((sum, chunk) => sum?.concat(chunk), first);
    expect(whole?.tool_calls).toMatchObject([{ name: "weather", args: { city: "Paris" } }]);
  });

  it("speaks the responses API, streamed and not", async () => {
    const responses = model({ useResponsesApi: true });
    const answer = await responses.invoke("What?");
    const streamed = await collected(await responses.stream("What?"));

    expect(answer).toMatchObject({ usage_metadata: { total_tokens: 1050 } });
    expect(streamed.map(({ text }) => text).join("")).toBe("The answer is 42.");
    expect(streamed).toContainEqual(using(1050));
  });
});
