// Makes model calls in every way, and tells what was counted.
import { HumanMessage } from "@langchain/core/messages";
import { traceable } from "langsmith/traceable";
import { wrapOpenAI as wrapWithLangSmith } from "langsmith/wrappers/openai";
import OpenAI from "openai";
import { flush, statistics, traceAgentExecution, wrapOpenAI } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { chatModel } from "../support/graph";

const baseURL = process.env.MODEL_URL ?? "";
const openai = () =>
  new OpenAI({ apiKey: "sk-canary-openai-key-0000000000000000000000", baseURL, maxRetries: 0 });
const messages = [{ role: "user" as const, content: "x" }];
const model = "gpt-4o-mini";
const stream_options = { include_usage: true };

async function read(stream: AsyncIterable<unknown>, most = Number.POSITIVE_INFINITY): Promise<void> {
  let read = 0;
  for await (const _ of stream) {
    read += 1;
    if (read >= most) break;
  }
}

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  langchain: () => chatModel(baseURL, model).invoke([new HumanMessage("x")]),
  "langchain stream": async () => read(await chatModel(baseURL, model).stream([new HumanMessage("x")])),
  "langchain broken off": async () =>
    read(await chatModel(baseURL, model).stream([new HumanMessage("x")]), 2),
  "langchain batch": () =>
    chatModel(baseURL, model).batch([[new HumanMessage("x")], [new HumanMessage("y")]]),
  openai: () => wrapOpenAI(openai()).chat.completions.create({ model, messages }),
  "openai stream": async () =>
    read(
      await wrapOpenAI(openai()).chat.completions.create({ model, messages, stream: true, stream_options }),
    ),
  "openai stream without usage": async () =>
    read(await wrapOpenAI(openai()).chat.completions.create({ model, messages, stream: true })),
  "openai with options": () =>
    wrapOpenAI(openai()).withOptions({ timeout: 60_000 }).chat.completions.create({ model, messages }),
  "openai helper": async () => {
    const stream = wrapOpenAI(openai()).chat.completions.stream({ model, messages, stream_options });
    await stream.finalChatCompletion();
  },
  "openai responses": () => wrapOpenAI(openai()).responses.create({ model, input: "x" }),
  "openai responses stream": async () =>
    read(await wrapOpenAI(openai()).responses.create({ model, input: "x", stream: true })),
  "langsmith's wrapper": () => wrapWithLangSmith(openai()).chat.completions.create({ model, messages }),
  "both wrappers": () => wrapOpenAI(wrapWithLangSmith(openai())).chat.completions.create({ model, messages }),
  "inside of traceable": () =>
    traceable(() => chatModel(baseURL, model).invoke([new HumanMessage("x")]), { name: "step" })(),
  "inside of another execution": () =>
    traceAgentExecution("inner", {}, () => chatModel(baseURL, model).invoke("x")),
  unpriced: () => chatModel(baseURL, "some-other-model").invoke([new HumanMessage("x")]),
  failing: () =>
    chatModel(baseURL, "fails")
      .invoke([new HumanMessage("x")])
      .catch(() => undefined),
  "without usage": () => chatModel(baseURL, "no-usage").invoke([new HumanMessage("x")]),
};

for (const [way, run] of Object.entries(ways)) await traceAgentExecution(way, {}, run, { userId: way });
console.log(JSON.stringify({ statistics: statistics(), counts: await flush({ timeoutMs: HANG_MS }) }));
