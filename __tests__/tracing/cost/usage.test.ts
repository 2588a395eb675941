import { ChatOpenAI, OpenAI } from "@langchain/openai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isPlausible,
  usageOfLangChain,
  usageOfMetadata,
  usageOfOpenAI,
  usageOfRun,
} from "../../../src/tracing/cost/usage";

const CHAT_USAGE = {
  prompt_tokens: 1000,
  completion_tokens: 50,
  total_tokens: 1050,
  prompt_tokens_details: { cached_tokens: 400, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 0 },
};
const RESPONSES_USAGE = {
  input_tokens: 1000,
  output_tokens: 50,
  total_tokens: 1050,
  input_tokens_details: { cached_tokens: 400 },
  output_tokens_details: { reasoning_tokens: 20 },
};
const METADATA = {
  input_tokens: 1000,
  output_tokens: 50,
  total_tokens: 1050,
  input_token_details: { cache_read: 400 },
  output_token_details: { reasoning: 20 },
};
const USAGE = { input: 1000, cachedInput: 400, output: 50, reasoning: 20 };

describe("usage of OpenAI's answers", () => {
  test.each([
    ["chat completions", CHAT_USAGE],
    ["responses", RESPONSES_USAGE],
  ])("is read from %s", (_, usage) => {
    expect(usageOfOpenAI(usage)).toEqual(USAGE);
  });

  test("has no cached and no reasoning tokens where the answer tells none", () => {
    expect(usageOfOpenAI({ prompt_tokens: 7, completion_tokens: 3, prompt_tokens_details: null })).toEqual({
      input: 7,
      cachedInput: 0,
      output: 3,
      reasoning: 0,
    });
    expect(usageOfOpenAI({ prompt_tokens: 7, total_tokens: 7 })?.output).toBe(0);
  });

  test.each([undefined, null, {}, "1000", 7, [], { total_tokens: 3 }, { prompt_tokens: null }])(
    "is none in %j",
    (usage) => {
      expect(usageOfOpenAI(usage)).toBeUndefined();
    },
  );

  test.each([
    { prompt_tokens: -1 },
    { prompt_tokens: "1000" },
    { completion_tokens: Number.NaN },
    { prompt_tokens: 399 },
    { completion_tokens_details: { reasoning_tokens: -1 } },
  ])("is none where it cannot be: %j", (part) => {
    expect(usageOfOpenAI({ ...CHAT_USAGE, ...part })).toBeUndefined();
  });
});

describe("usage of LangChain's models", () => {
  test("is read from a message's usage_metadata", () => {
    expect(usageOfMetadata(METADATA)).toEqual(USAGE);
    expect(usageOfLangChain({ generations: [[{ message: { usage_metadata: METADATA } }]] })).toEqual(USAGE);
  });

  test("is added up over several generations", () => {
    const message = () => ({ message: { usage_metadata: { ...METADATA } } });
    expect(usageOfLangChain({ generations: [[message()], [message(), message()], [{ text: "" }]] })).toEqual({
      input: 3000,
      cachedInput: 1200,
      output: 150,
      reasoning: 60,
    });
  });

  test("is none where LangChain made zeros of a usage that nobody told", () => {
    expect(usageOfMetadata({ input_tokens: 0, output_tokens: 0, total_tokens: 0 })).toBeUndefined();
  });

  test.each([undefined, null, {}, { generations: [[]] }, { generations: [[null, { message: null }]] }])(
    "is none in %j",
    (output) => {
      expect(usageOfLangChain(output)).toBeUndefined();
    },
  );

  test("is not an estimate", () => {
    const llmOutput = { estimatedTokenUsage: { promptTokens: 7, completionTokens: 3 } };
    expect(usageOfLangChain({ generations: [[{ text: "" }]], llmOutput })).toBeUndefined();
  });

  test.each([
    ["an answer", { usage: CHAT_USAGE }, false, USAGE],
    ["an answer without usage", {}, false, undefined],
    ["a stream", { usage: CHAT_USAGE }, true, USAGE],
    ["a stream without usage", {}, true, undefined],
  ])("is what the real ChatOpenAI was told in %s", async (_, answer, streams, expected) => {
    const model = new ChatOpenAI({ model: "gpt-4o", ...fakeOpenAI(answer, 1) });
    const output = await outputOf(async (config) => {
      if (!streams) return model.invoke("Hi", config);
      for await (const { text } of await model.stream("Hi", config)) expect(text).toMatch(/^(Hello)?$/);
    });
    expect(usageOfLangChain(output)).toEqual(expected);
  });

  test("is counted once where the real ChatOpenAI gives two choices of one answer", async () => {
    const model = new ChatOpenAI({ model: "gpt-4o", n: 2, ...fakeOpenAI({ usage: CHAT_USAGE }, 2) });
    const output = await outputOf((config) => model.invoke("Hi", config));
    expect(output).toMatchObject({ generations: [[{ text: "Hello" }, { text: "Hello" }]] });
    expect(usageOfLangChain(output)).toEqual(USAGE);
  });

  test("is what the real OpenAI, no chat model, was told", async () => {
    const model = new OpenAI({ model: "gpt-3.5-turbo-instruct", ...fakeOpenAI({ usage: CHAT_USAGE }, 1) });
    expect(usageOfLangChain(await outputOf((config) => model.invoke("Hi", config)))).toEqual({
      input: 1000,
      cachedInput: 0,
      output: 50,
      reasoning: 0,
    });
  });
});

describe("usage of a run for LangSmith", () => {
  test.each([
    ["its outputs' usage_metadata", { outputs: { usage_metadata: METADATA } }],
    ["its metadata", { outputs: {}, extra: { metadata: { usage_metadata: METADATA } } }],
    ["OpenAI's answer", { outputs: { id: "chatcmpl-1", usage: CHAT_USAGE } }],
    ["LangChain's output", { outputs: { generations: [[{ message: { usage_metadata: METADATA } }]] } }],
    [
      "the names that langsmith has for OpenAI's priority tier",
      {
        outputs: {
          usage_metadata: {
            input_tokens: 1000,
            output_tokens: 50,
            input_token_details: { priority_cache_read: 400, priority: 600 },
            output_token_details: { priority_reasoning: 20, priority: 30 },
          },
        },
      },
    ],
  ])("is read from %s", (_, run) => {
    expect(usageOfRun(run)).toEqual(USAGE);
  });

  test("is read once where it is told twice", () => {
    const run = { outputs: { usage_metadata: METADATA, usage: CHAT_USAGE }, extra: { metadata: METADATA } };
    expect(usageOfRun(run)).toEqual(USAGE);
  });

  test.each([undefined, {}, { outputs: null, extra: null }, { outputs: { usage_metadata: {} } }])(
    "is none in %j",
    (run) => {
      expect(usageOfRun(run)).toBeUndefined();
    },
  );
});

test("whatever is read is plausible, and nothing throws", () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.record(
      {
        prompt_tokens: fc.anything(),
        input_tokens: fc.double(),
        output_tokens: fc.double(),
        completion_tokens: fc.double(),
        input_token_details: fc.record({ cache_read: fc.double() }),
        prompt_tokens_details: fc.record({ cached_tokens: fc.double() }),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(anything, (value) => {
      const run = { outputs: { usage_metadata: value, usage: value, generations: value }, extra: value };
      const output = { generations: [[{ message: { usage_metadata: value } }], value], llmOutput: value };
      for (const usage of [
        usageOfOpenAI(value),
        usageOfMetadata(value),
        usageOfLangChain(value),
        usageOfLangChain(output),
        usageOfRun(value),
        usageOfRun(run),
      ]) {
        expect(usage === undefined || isPlausible(usage)).toBe(true);
      }
    }),
  );
});

/** OpenAI's answers, whatever is asked for. */
function fakeOpenAI(answer: object, choices: number) {
  const indices = Array.from({ length: choices }, (_, index) => index);
  const message = { role: "assistant", content: "Hello" };
  const body = {
    ...answer,
    id: "1",
    model: "gpt-4o-2024-08-06",
    choices: indices.map((index) => ({ index, message, text: "Hello", finish_reason: "stop" })),
  };
  const chunks = [
    { id: "1", choices: [{ index: 0, delta: message, finish_reason: "stop" }] },
    { id: "1", choices: [], ...answer },
  ];
  const stream = `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`;
  return {
    apiKey: "none",
    configuration: {
      fetch: (_: unknown, init?: { body?: unknown }): Promise<Response> => {
        const streams = String(init?.body).includes('"stream":true');
        const headers = { "content-type": streams ? "text/event-stream" : "application/json" };
        return Promise.resolve(new Response(streams ? stream : JSON.stringify(body), { headers }));
      },
    },
  };
}

/** What LangChain hands to the callbacks at the end of a call. */
async function outputOf(
  call: (config: { callbacks: { handleLLMEnd(output: unknown): void }[] }) => Promise<unknown>,
): Promise<unknown> {
  const outputs: unknown[] = [];
  await call({ callbacks: [{ handleLLMEnd: (output) => void outputs.push(output) }] });
  expect(outputs).toHaveLength(1);
  return outputs[0];
}
