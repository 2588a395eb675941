// Asks a model again and again, in many ways, under a hard budget of two calls' cost.

import { HumanMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import OpenAI from "openai";
import { z } from "zod";
import {
  BudgetExceededError,
  configureTracing,
  flush,
  statistics,
  traceAgentExecution,
  wrapOpenAI,
} from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { chatModel } from "../support/graph";

const [scope = "execution", ...only] = process.argv.slice(2);
const baseURL = process.env.MODEL_URL ?? "";
configureTracing({ budgets: { [scope]: { hardUsd: 0.0003 } } });

// an estimate of some tokens in and 80 out: about 0.00005 USD; a call costs 0.00015
const model = chatModel(baseURL, "gpt-4o-mini", 80);
let way = "";
const messages = () => [new HumanMessage(`way ${way}.`)];
const ask = () => model.invoke(messages());

const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  async invoke() {
    for (let call = 0; call < 6; call += 1) await ask();
  },
  async stream() {
    for (let call = 0; call < 6; call += 1) for await (const _ of await model.stream(messages()));
  },
  batch: () => model.batch(Array.from({ length: 10 }, () => messages())),
  parallel: () => Promise.all(Array.from({ length: 10 }, ask)),
  async swallowed() {
    for (let call = 0; call < 6; call += 1) await ask().catch(() => undefined);
    return "graceful";
  },
  async fallbacks() {
    const safe = model.withFallbacks([
      chatModel(baseURL, "gpt-4o-mini", 80),
      chatModel(baseURL, "gpt-3.5-turbo"),
    ]);
    for (let call = 0; call < 6; call += 1) await safe.invoke(messages());
  },
  async retries() {
    const stubborn = model.withRetry({ stopAfterAttempt: 3 });
    for (let call = 0; call < 6; call += 1) await stubborn.invoke(messages());
  },
  async tools() {
    const askAgain = tool(async () => String((await ask()).content), {
      name: "ask",
      description: "x",
      schema: z.object({}),
    });
    const call = { name: "ask", args: {}, id: "1", type: "tool_call" as const };
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("tools", new ToolNode([askAgain]))
      .addEdge(START, "tools")
      .compile();
    for (let round = 0; round < 6; round += 1) {
      await graph.invoke({ messages: [{ role: "assistant", content: "", tool_calls: [call] }] });
    }
    return "swallowed by the tool node";
  },
  async openai() {
    const client = wrapOpenAI(new OpenAI({ apiKey: "sk-canary-openai-key-0000000000000000000000", baseURL }));
    for (let call = 0; call < 6; call += 1) {
      await client.chat.completions.create({
        model: "gpt-4o-mini",
        messages: [{ role: "user", content: `way ${way}.` }],
        max_tokens: 80,
      });
    }
  },
};

async function run(fn: () => Promise<unknown>) {
  try {
    return { result: await traceAgentExecution(way, {}, fn, { userId: `user of ${way}` }) };
  } catch (thrown) {
    if (!BudgetExceededError.isInstance(thrown)) return { error: String(thrown) };
    return { error: { scope: thrown.scope, limitUsd: thrown.limitUsd, message: thrown.message } };
  }
}

const told: Record<string, unknown> = {};
for (const [name, fn] of Object.entries(ways)) {
  if (only.length > 0 && !only.includes(name)) continue;
  way = name;
  told[name] = await run(fn);
}
console.log(JSON.stringify({ told, counts: await flush({ timeoutMs: HANG_MS }), statistics: statistics() }));
