import { setImmediate } from "node:timers/promises";
import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { PRICES } from "langgraph-platform/tracing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { OFFLINE_MODEL, OFFLINE_PRICES, OfflineModel } from "../../src/models/offline/offline-model.js";
import { OFFLINE_LABEL } from "../../src/models/offline/reply.js";

const search = tool(() => "", {
  name: "search",
  description: "Searches",
  schema: z.object({ query: z.string(), limit: z.number().optional() }),
});
const compute = tool(() => "", {
  name: "compute",
  description: "Computes",
  schema: z.object({ of: z.string(), ratios: z.array(z.enum(["gross_margin", "net_margin"])) }),
});
const needsMore = tool(() => "", {
  name: "needs_more",
  description: "Needs a number that nobody has",
  schema: z.object({ year: z.number() }),
});

const QUESTION = new HumanMessage("What is the gross margin of Bramblewick Foods?");

/** What the model calls with some tools, until it writes something. */
async function conversation(tools: Parameters<OfflineModel["bindTools"]>[0], questions = [QUESTION]) {
  const model = new OfflineModel().bindTools(tools);
  const messages: BaseMessage[] = [...questions];
  const calls = [];
  for (let round = 0; round < 10; round += 1) {
    const reply = await model.invoke(messages);
    const [call] = reply.tool_calls ?? [];
    if (call === undefined) return { calls, reply, messages };
    calls.push({ name: call.name, args: call.args });
    messages.push(
      reply,
      new ToolMessage({ content: `What ${call.name} said.`, tool_call_id: call.id ?? "", name: call.name }),
    );
  }
  throw new Error("the model goes on calling tools");
}

/** Waits without timers of its own, which would be counted as well. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

describe("the offline model", () => {
  it("says that no model was asked, whatever it is asked", async () => {
    for (const messages of [
      [],
      [QUESTION],
      [new SystemMessage("x")],
      [new HumanMessage("\u0000 ".repeat(1_000))],
    ]) {
      const reply = await new OfflineModel().invoke(messages);

      expect(reply.text).toContain("Offline: no model was asked.");
      expect(reply.response_metadata.model_name).toBe("offline");
    }
  });

  it("calls each tool once, with the question in what the tool takes as text, and quotes what they returned", async () => {
    const { calls, reply } = await conversation([search, compute]);

    expect(calls).toEqual([
      { name: "search", args: { query: QUESTION.text } },
      { name: "compute", args: { of: QUESTION.text, ratios: ["gross_margin"] } },
    ]);
    expect(reply.text).toBe(`${OFFLINE_LABEL}\n\nsearch:\nWhat search said.\n\ncompute:\nWhat compute said.`);
  });

  it("takes all names of a list where the question has none of them", async () => {
    const { calls } = await conversation([compute], [new HumanMessage("Analyze Bramblewick Foods")]);

    expect(calls[0]?.args.ratios).toEqual(["gross_margin", "net_margin"]);
  });

  it("leaves out a tool that requires what it cannot know", async () => {
    const { calls } = await conversation([needsMore, search]);

    expect(calls.map(({ name }) => name)).toEqual(["search"]);
  });

  it("calls no tool where it must not", async () => {
    const reply = await new OfflineModel().bindTools([search], { tool_choice: "none" }).invoke([QUESTION]);

    expect(reply.tool_calls).toEqual([]);
    expect(reply.text).toContain("There was no tool to ask.");
  });

  it("answers the latest question, and repeats those before it, the latest first", async () => {
    const { calls } = await conversation(
      [search],
      ["Analyze Bramblewick Foods", "Its debt?", "And its risks?"].map((text) => new HumanMessage(text)),
    );

    expect(calls[0]?.args.query).toBe("And its risks? (Asked before: Its debt? Analyze Bramblewick Foods)");
  });

  it("bounds what it quotes and what it asks, by whole lines where there are some", async () => {
    const line = `${"word ".repeat(20)}\n`;
    const messages = [
      new HumanMessage("x".repeat(10_000)),
      new AIMessage({ content: "", tool_calls: [{ id: "1", name: "search", args: {} }] }),
      new ToolMessage({ content: line.repeat(100), tool_call_id: "1", name: "search" }),
    ];
    const { text } = await new OfflineModel().invoke(messages);
    const call = await new OfflineModel().bindTools([search]).invoke(messages.slice(0, 1));

    expect(text.length).toBeLessThan(800);
    expect(text).toMatch(/\nword [^\n]* word +\.\.\.$/);
    expect(call.tool_calls?.[0]?.args.query).toHaveLength(500);
  });

  it("gives the same reply to the same messages", async () => {
    const [first, second] = await Promise.all([
      conversation([search, compute]),
      conversation([search, compute]),
    ]);

    expect(second.calls).toEqual(first.calls);
    expect(second.messages.map(({ text }) => text)).toEqual(first.messages.map(({ text }) => text));
    expect(second.reply.text).toBe(first.reply.text);
    expect(second.reply.usage_metadata).toEqual(first.reply.usage_metadata);
  });

  it("streams word by word what it otherwise returns, and tells the tokens once", async () => {
    const model = new OfflineModel();
    const whole = await model.invoke([QUESTION]);
    const chunks = [];
    for await (const chunk of await model.stream([QUESTION])) chunks.push(chunk);

    expect(chunks.map(({ text }) => text).join("")).toBe(whole.text);
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks.filter((chunk) => chunk.usage_metadata !== undefined)).toHaveLength(1);
    expect(whole.usage_metadata).toMatchObject(chunks.at(-1)?.usage_metadata ?? {});
  });

  it("counts four characters for a token, those of tools' arguments too", async () => {
    const question = new HumanMessage("x".repeat(400));
    const plain = await new OfflineModel().invoke([question]);
    const calling = await new OfflineModel().bindTools([search]).invoke([question]);

    expect(plain.usage_metadata).toMatchObject({
      input_tokens: 100,
      output_tokens: Math.ceil(plain.text.length / 4),
    });
    // the question is the tool's argument, beside its name
    expect(calling.usage_metadata).toMatchObject({
      input_tokens: 100,
      output_tokens: expect.closeTo(115, -1),
    });
  });

  it("waits before each word as long as it is told to, and no longer once its signal fires", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    const abort = new AbortController();
    const model = new OfflineModel({ delayMs: 60_000 });
    const reply = model.invoke([QUESTION], { signal: abort.signal });
    await until(() => timers() > before);
    abort.abort();

    await expect(reply).rejects.toThrow();
    await until(() => timers() <= before);
  });

  it("stops in the middle of what it writes when its signal fires", async () => {
    const abort = new AbortController();
    const chunks: unknown[] = [];
    const reading = async () => {
      for await (const chunk of await new OfflineModel().stream([QUESTION], { signal: abort.signal })) {
        chunks.push(chunk);
        abort.abort();
      }
    };

    await expect(reading()).rejects.toThrow();
    expect(chunks.length).toBeLessThan(5);
  });

  it("tells tracing and budgets its name and the most that it writes", () => {
    expect(new OfflineModel().getLsParams()).toMatchObject({
      ls_model_name: OFFLINE_MODEL,
      ls_max_tokens: 800,
    });
  });

  it("costs what gpt-4o-mini does, and the price says that it is invented", () => {
    const price = OFFLINE_PRICES[OFFLINE_MODEL];
    const { inputPerMillion, outputPerMillion } = PRICES["gpt-4o-mini"] ?? {};

    expect(price).toMatchObject({ inputPerMillion, outputPerMillion });
    expect(price?.source).toContain("invented");
  });
});
