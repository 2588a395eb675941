import { AIMessage, type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { MemorySaver } from "@langchain/langgraph";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Agent, AgentEvent } from "../../src/agents/agent.js";
import { createAgents } from "../../src/agents/registry.js";
import { type SampleDatabase, startSampleDatabase } from "../documents/support/sample-database.js";

type Model = ReturnType<typeof fakeModel>;

let database: SampleDatabase;
let model: Model;
let agent: Agent;

beforeAll(async () => {
  database = await startSampleDatabase();
});

beforeEach(() => {
  model = fakeModel();
  agent = agentOf(model);
});

afterAll(() => database.stop());

function agentOf(chat: Model): Agent {
  const agents = createAgents({ model: chat, filings: database.filings, checkpointer: new MemorySaver() });
  const found = agents.get("financial-analysis-agent");
  if (found === undefined) throw new Error(`there are only ${[...agents.keys()]}`);
  return found;
}

async function ask(question: string, threadId = "thread"): Promise<readonly AgentEvent[]> {
  const events = [];
  const { signal } = new AbortController();
  for await (const event of agent.stream(question, { threadId, checkpointThreadId: threadId, signal }))
    events.push(event);
  return events;
}

let lastId = 0;

/** A reply that calls tools, each by an id of its own. */
function calls(...wanted: readonly (readonly [name: string, args: Record<string, unknown>])[]) {
  const tool_calls = wanted.map(([name, args]) => {
    lastId += 1;
    return { id: `call-${lastId}`, name, args, type: "tool_call" as const };
  });
  return new AIMessage({ content: "", tool_calls });
}

/** What the model was asked, at its nth call. */
function askedAt(index: number): readonly BaseMessage[] {
  const call = model.calls.at(index);
  if (call === undefined) throw new Error(`the model was called ${model.callCount} times`);
  return call.messages;
}

function textsAt(index: number): readonly string[] {
  return askedAt(index)
    .slice(1)
    .map(({ text }) => text);
}

describe("the supervisor", () => {
  it("answers at once what needs no worker", async () => {
    model.respond(new AIMessage("Good morning."));

    expect(await ask("Good morning")).toEqual([
      { type: "text", worker: "supervisor", text: "Good morning." },
      { type: "answer", text: "Good morning." },
    ]);
  });

  it("hands a task over, and answers from the finding", async () => {
    model
      .respond(calls(["analyst", { task: "Compute the net margin of QLMK" }]))
      .respond(calls(["compute_ratios", { company: "QLMK", ratios: ["net_margin"] }]))
      .respond(new AIMessage("It is 11.9 % [QLMK 2025]."))
      .respond(new AIMessage("Quillmark keeps 11.9 %."));

    expect(await ask("What does Quillmark keep of its revenue?")).toEqual([
      { type: "step", worker: "analyst", task: "Compute the net margin of QLMK" },
      {
        type: "tool",
        worker: "analyst",
        tool: "compute_ratios",
        input: '{"company":"QLMK","ratios":["net_margin"]}',
      },
      { type: "text", worker: "analyst", text: "It is 11.9 % [QLMK 2025]." },
      { type: "finding", worker: "analyst", text: "It is 11.9 % [QLMK 2025]." },
      { type: "text", worker: "supervisor", text: "Quillmark keeps 11.9 %." },
      { type: "answer", text: "Quillmark keeps 11.9 %." },
    ]);
    expect(textsAt(1)).toEqual(["Compute the net margin of QLMK"]);
    expect(textsAt(2).at(-1)).toContain("net_margin: 11.9 % = net_income 31.9 / revenue 268");
    expect(textsAt(3).at(-1)).toBe("It is 11.9 % [QLMK 2025].");
  });

  it("hands over to several workers at once, and hears all of them before it goes on", async () => {
    const reply = (messages: BaseMessage[]) => new AIMessage(`Done: ${messages.at(-1)?.text}`);
    model
      .respond(calls(["researcher", { task: "one" }], ["risk", { task: "two" }], ["risk", { task: "three" }]))
      .respond(reply)
      .respond(reply)
      .respond(reply)
      .respond(new AIMessage("The answer."));

    const events = await ask("Analyze everything");

    expect(events.filter(({ type }) => type === "step")).toHaveLength(3);
    expect(model.callCount).toBe(5);
    const findings = askedAt(4).filter((message) => ToolMessage.isInstance(message));
    expect(findings.map(({ name, text }) => [name, text])).toEqual([
      ["researcher", "Done: one"],
      ["risk", "Done: two"],
      ["risk", "Done: three"],
    ]);
    expect(new Set(findings.map((message) => message.tool_call_id)).size).toBe(3);
  });

  it("is told where it hands over wrongly, and may try again", async () => {
    model
      .respond(calls(["lawyer", { task: "x" }], ["risk", {}], ["risk", { task: "x", user: "bob" }]))
      .respond(new AIMessage("Never mind."));

    expect((await ask("Sue them")).at(-1)).toEqual({ type: "answer", text: "Never mind." });
    const told = askedAt(1).filter((message) => ToolMessage.isInstance(message));
    expect(told.map(({ status }) => status)).toEqual(["error", "error", "error"]);
    expect(told[0]?.text).toBe('There is no worker "lawyer": there are researcher, analyst, risk.');
    expect(told[1]?.text).toContain("task");
    expect(told[2]?.text).toContain("user");
  });

  it("hands over six times at most for one question, and must answer then", async () => {
    for (let round = 0; round < 20; round += 1) {
      model.respond((messages) =>
        messages[0]?.text.startsWith("You supervise")
          ? calls(["risk", { task: "again" }])
          : new AIMessage("Nothing new."),
      );
    }

    const events = await ask("Go on for ever");

    expect(events.filter(({ type }) => type === "step")).toHaveLength(6);
    expect(events.at(-1)).toEqual({
      type: "answer",
      text: "There is no answer: the model has returned none.",
    });
    expect(model.callCount).toBe(13);
  });

  it("refuses hand-overs beyond the sixth within one reply, too", async () => {
    model.respond(calls(...Array.from({ length: 9 }, () => ["risk", { task: "x" }] as const)));
    for (let worker = 0; worker < 6; worker += 1) model.respond(new AIMessage("Nothing."));
    model.respond(new AIMessage("The answer."));

    const events = await ask("Ask nine");

    expect(events.filter(({ type }) => type === "finding")).toHaveLength(6);
    const told = askedAt(7).filter((message) => ToolMessage.isInstance(message));
    expect(told.filter(({ text }) => text === "No more can be handed over.")).toHaveLength(3);
    expect(new Set(told.map((message) => message.tool_call_id)).size).toBe(9);
  });
});

describe("a worker", () => {
  it("must report after four rounds of tools", async () => {
    model.respond(calls(["risk", { task: "loop" }]));
    for (let round = 0; round < 5; round += 1) model.respond(calls(["search_risks", { query: "x" }]));
    model.respond(new AIMessage("The answer."));

    const events = await ask("Loop");

    expect(events.filter(({ type }) => type === "tool")).toHaveLength(4);
    expect(events).toContainEqual({ type: "finding", worker: "risk", text: "risk has nothing to report." });
  });

  it("hears what its tool could not do, and goes on", async () => {
    model
      .respond(calls(["risk", { task: "AAPL" }]))
      .respond(calls(["search_risks", { query: "risk", company: "AAPL" }], ["delete_filings", {}]))
      .respond(new AIMessage("There are no filings of AAPL."))
      .respond(new AIMessage("Nothing is known of AAPL."));

    await ask("Analyze AAPL stock");

    const told = askedAt(2).filter((message) => ToolMessage.isInstance(message));
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringContaining('There is no filing of "AAPL".'),
      'There is no tool "delete_filings": there are search_risks.',
    ]);
  });

  it("sees its task, and nothing else of the conversation", async () => {
    model.respond(new AIMessage("First answer."));
    await ask("A secret of mine");
    model
      .respond(calls(["risk", { task: "the task" }]))
      .respond(new AIMessage("Nothing."))
      .respond(new AIMessage("Second answer."));
    await ask("Go on");

    expect(textsAt(2)).toEqual(["the task"]);
  });
});

describe("a conversation", () => {
  it("goes on: a second question sees the first one and its answer, and no more", async () => {
    model
      .respond(calls(["risk", { task: "look" }]))
      .respond(new AIMessage("A finding."))
      .respond(new AIMessage("First answer."))
      .respond(new AIMessage("Second answer."));

    await ask("First question");
    await ask("Second question");

    expect(textsAt(3)).toEqual(["First question", "First answer.", "Second question"]);
  });

  it("is not seen from another thread", async () => {
    model.respond(new AIMessage("For Alice.")).respond(new AIMessage("For Bob."));

    await ask("Of Alice", "alice");
    await ask("Of Bob", "bob");

    expect(textsAt(1)).toEqual(["Of Bob"]);
  });

  it("stays as it was where a run fails, whenever it does", async () => {
    model.respond(new AIMessage("First answer."));
    await ask("First question");
    const failure = new Error("the model is down");

    model.respond(failure);
    await expect(ask("Fails at once")).rejects.toBe(failure);
    model.respond(calls(["risk", { task: "x" }])).respond(failure);
    await expect(ask("Fails in a worker")).rejects.toBe(failure);
    model
      .respond(calls(["risk", { task: "x" }]))
      .respond(new AIMessage("A finding."))
      .respond(failure);
    await expect(ask("Fails at the end")).rejects.toBe(failure);

    model.respond(new AIMessage("Second answer."));
    expect((await ask("Second question")).at(-1)).toEqual({ type: "answer", text: "Second answer." });
    expect(textsAt(-1)).toEqual(["First question", "First answer.", "Second question"]);
  });
});
