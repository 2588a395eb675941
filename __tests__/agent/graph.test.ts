import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasEnded, type ReceivedRun } from "../tracing/support/langsmith-server";
import { AGENT, type AgentTask, AgentWorld, CANARIES } from "./support/agent-world";
import { calls, script } from "./support/script";

let world: AgentWorld;

beforeAll(async () => {
  world = await AgentWorld.start();
});

beforeEach(() => Promise.all([world.langsmith.reset(), world.openai.reset()]));

afterAll(() => world.stop());

/** Of 1000 tokens in, 400 of them cached, and 50 out, as the model tells for each call. */
const CALL_USD = 0.000_15;

/** A question that goes to two workers, one of whom uses a tool: six calls. */
async function ask(task: AgentTask) {
  await script(world.openai, {
    supervisor: [
      calls("analyst", { task: "Net margin of QLMK" }),
      calls("risk", { task: "Risks of QLMK" }),
      { text: "Quillmark earns well." },
    ],
    analyst: [
      calls("compute_ratios", { company: "QLMK", ratios: ["net_margin"] }),
      { text: "It is 11.9 %." },
    ],
    risk: [{ text: "There are some." }],
  });
  const stream = await task.stream({ question: "How profitable is Quillmark?", threadId: "profits" });
  await stream.toEnd();
  return stream.events;
}

/** All runs of the trace, when all of them have ended; the root first. They come in any order. */
async function trace(): Promise<readonly [ReceivedRun, ...ReceivedRun[]]> {
  const isCall = (run: ReceivedRun) => run.run_type === "llm";
  const runs = await world.langsmith.until((all) => all.filter(isCall).length === 6 && all.every(hasEnded));
  const [root, ...rest] = [...runs].sort((a, b) => a.dotted_order.localeCompare(b.dotted_order));
  if (root === undefined) throw new Error("there is no run");
  return [root, ...rest];
}

function lineOf({ dotted_order: order, name, run_type: type }: ReceivedRun): string {
  return `${"  ".repeat(order.split(".").length - 1)}${name} (${type})`;
}

describe("the graph, as LangSmith sees it", () => {
  it("is one trace: the supervisor, the workers that it hands over to, and their tools", async () => {
    const task = await world.task();
    const events = await ask(task);
    const [root, ...rest] = await trace();

    expect([root, ...rest].map(lineOf).join("\n")).toMatchInlineSnapshot(`
      "financial-analysis-agent (chain)
        financial-analysis (chain)
          __start__ (chain)
          supervisor (chain)
            ChatOpenAI (llm)
          analyst (chain)
            analyst (chain)
              __start__ (chain)
              model (chain)
                ChatOpenAI (llm)
                RunnableLambda (chain)
              tools (chain)
                compute_ratios (tool)
              model (chain)
                ChatOpenAI (llm)
                RunnableLambda (chain)
          supervisor (chain)
            ChatOpenAI (llm)
          risk (chain)
            risk (chain)
              __start__ (chain)
              model (chain)
                ChatOpenAI (llm)
                RunnableLambda (chain)
          supervisor (chain)
            ChatOpenAI (llm)"
    `);
    expect(new Set(rest.map((run) => run.trace_id))).toEqual(new Set([root.id]));
    expect(events[0]).toMatchObject({ event: "run", data: { runId: root.id, threadId: "profits" } });
    expect(root).toMatchObject({
      name: AGENT,
      inputs: { question: "How profitable is Quillmark?" },
      outputs: { answer: "Quillmark earns well." },
      metadata: { outcome: "succeeded", user_id: "alice", thread_id: "profits" },
    });
    for (const { metadata } of rest) {
      expect(metadata).toMatchObject({ user_id: "alice", thread_id: "profits" });
    }
  });

  it("costs what its calls cost: in the answer, in LangSmith and in the metrics", async () => {
    const task = await world.task();
    const events = await ask(task);
    const [root] = await trace();

    expect(await world.openai.requests()).toHaveLength(6);
    expect(events.at(-1)?.data).toMatchObject({
      type: "done",
      inputTokens: 6_000,
      outputTokens: 300,
      costUsd: expect.closeTo(6 * CALL_USD, 9),
      pricedCalls: 6,
      unpricedCalls: 0,
      unmeasuredCalls: 0,
    });
    expect(root.metadata.cost_usd).toBeCloseTo(6 * CALL_USD, 9);
    expect(await (await task.get("/metrics")).text()).toContain(
      `langgraph_cost_usd_total{agent="${AGENT}"} 0.0009\n`,
    );
  });

  it("tells nobody a secret", async () => {
    const task = await world.task();
    const events = await ask(task);
    const runs = await trace();
    const told = JSON.stringify([
      events,
      runs,
      await (await task.get("/metrics")).text(),
      task.process.output,
    ]);

    for (const secret of Object.values(CANARIES)) expect(told).not.toContain(secret);
  });
});

describe("the graph, as its client sees it", () => {
  it("shows each hand-over, tool, text and finding, and then the answer", async () => {
    const task = await world.task();
    const events = await ask(task);
    const told = events.filter(({ event }) => event !== "text").map(({ data }) => data);

    expect(told).toEqual(
      expect.arrayContaining([
        { type: "step", worker: "analyst", task: "Net margin of QLMK" },
        { type: "step", worker: "risk", task: "Risks of QLMK" },
        {
          type: "tool",
          worker: "analyst",
          tool: "compute_ratios",
          input: '{"company":"QLMK","ratios":["net_margin"]}',
        },
        { type: "finding", worker: "analyst", text: "It is 11.9 %." },
        { type: "finding", worker: "risk", text: "There are some." },
      ]),
    );
    expect(told.slice(-2)).toEqual([
      { type: "answer", text: "Quillmark earns well." },
      expect.objectContaining({ type: "done" }),
    ]);
    const spoken = events.flatMap(({ event, data }) =>
      event === "text" && data.worker === "supervisor" ? data.text : [],
    );
    expect(spoken.join("")).toBe("Quillmark earns well.");
  });

  it("asks the database for figures: a tool's result goes to the model", async () => {
    const task = await world.task();
    await ask(task);
    const requests = (await world.openai.requests()).map(({ body }) => JSON.stringify(body));

    expect(requests.some((text) => text.includes("net_margin: 11.9 % = net_income 31.9 / revenue 268"))).toBe(
      true,
    );
  });
});
