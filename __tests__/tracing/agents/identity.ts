// Runs the executions that its argument describes, all at once, and tells what it did.
import diagnostics from "node:diagnostics_channel";
import { HumanMessage } from "@langchain/core/messages";
import { traceable } from "langsmith/traceable";
import OpenAI from "openai";
import { flush, type TraceOptions, traceAgentExecution, wrapOpenAI } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { chatModel, question, supervisorGraph } from "../support/graph";

interface Described extends TraceOptions {
  readonly agent: string;
  readonly way: string;
  /** What the model is asked. @default "AAPL?" */
  readonly text?: string | undefined;
  /** @default "gpt-4o" */
  readonly model?: string | undefined;
  /** @default 1 */
  readonly times?: number;
}

// the second that tracing gives ECS's endpoint is short on a busy machine
if (process.env.IS_IMPATIENT === undefined) AbortSignal.timeout = () => new AbortController().signal;

const described: readonly Described[] = JSON.parse(process.argv[2] ?? "[]");
const baseURL = process.env.MODEL_URL ?? "";

const lookUp = traceable(async (symbol: string) => ({ symbol, price: 42 }), {
  name: "look-up",
  run_type: "tool",
});

/** What an agent does. */
const ways: Readonly<Record<string, (described: Described) => unknown>> = {
  nothing: async () => ({ answer: 42 }),
  model: ({ model = "gpt-4o", text = "AAPL?" }) => chatModel(baseURL, model).invoke([new HumanMessage(text)]),
  graph: ({ text = "AAPL?" }) => supervisorGraph(baseURL).invoke(question(text)),
  stream: ({ text = "AAPL?" }) => supervisorGraph(baseURL, true).stream(question(text)),
  openai: ({ model = "gpt-4o", text = "AAPL?" }) =>
    wrapOpenAI(
      new OpenAI({ apiKey: "sk-canary-openai-key-0000000000000000000000", baseURL }),
    ).responses.create({
      model,
      input: text,
    }),
  traceable: () => lookUp("AAPL"),
  nested: (described) => execute({ ...described, agent: `${described.agent}-inner`, way: "model" }),
  async failing() {
    throw new TypeError("no such stock");
  },
  /** Ends as fetch does when somebody breaks it off. */
  async cancelled() {
    throw new DOMException("the user has gone", "AbortError");
  },
  /** Prints as much as a pipe takes, and more. */
  async printing() {
    console.log(PRINTED);
    await new Promise(setImmediate);
    process.stdout.write(`${PRINTED}\n`);
  },
};

const PRINTED = `printed ${"x".repeat(70_000)}`;

async function execute({ agent, way, text, ...described }: Described): Promise<unknown> {
  const work = ways[way];
  if (work === undefined) throw new Error(`no way ${way}`);
  const result = await traceAgentExecution(
    agent,
    { text },
    () => work({ ...described, agent, way, text }),
    described,
  );
  if (isStream(result)) {
    for await (const _ of result) {
      // read to its end
    }
  }
  return result;
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Origins of all requests of this process. */
const requests: string[] = [];
diagnostics.subscribe("undici:request:create", (message) => {
  requests.push(String(Reflect.get(Object(Reflect.get(Object(message), "request")), "origin")));
});

const startedAt = performance.now();
const executions = described.flatMap((each) =>
  Array.from({ length: each.times ?? 1 }, () => execute(each).catch((error: unknown) => String(error))),
);
const results = await Promise.all(executions);
const tookMs = performance.now() - startedAt;
const counts = await flush({ timeoutMs: HANG_MS });
const told = JSON.stringify({ counts, tookMs, requests, results: results.map((each) => typeof each) });
process.stdout.write(`${told}\n`, () => process.exit(0));
