import type { SeriesSnapshot } from "../../src/tracing/statistics/series";
import type { Contender, Told } from "./contract";
import { MODEL, USAGE } from "./payload";

/** One contender in its process. */
export interface Subject {
  /** The call that is measured. */
  call(input: Input): Promise<unknown>;
  /** Sends what waits, and goes on. */
  flush(): Promise<void>;
  /** What a process does before it ends. */
  close(): Promise<unknown>;
  counts(): Promise<Pick<Told, "executions" | "usd" | "made" | "sent" | "dropped">>;
}

type Input = Readonly<Record<string, unknown>>;
type Agent = (input: Input) => Promise<unknown>;
type Tracing = typeof import("../../src/tracing");

const NAME = "financial-analysis-agent";
const TAGS = ["financial", "production"];
const METADATA = { agentConfigId: 123 };
const USER = "user-456";

const nothing = async () => {};

/** @param tracing address of the built bundle */
export async function makeSubject(contender: Contender, tracing: string): Promise<Subject> {
  const agent = contender.callsModel ? await modelAgent() : contender.takesTurn ? turnAgent : plainAgent;
  switch (contender.kind) {
    case "untraced":
      return { call: agent, flush: nothing, close: nothing, counts: async () => ({}) };
    case "bare":
      return bare(contender, agent);
    case "ours":
      return ours(contender, agent, await import(tracing));
  }
}

/** langsmith alone, wrapped once: the least that it costs. */
async function bare({ endpoint, scrubbing = false }: Contender, agent: Agent): Promise<Subject> {
  const { traceable } = await import("langsmith/traceable");
  const { Client } = await import("langsmith/client");
  const { createSecretAnonymizer } = await import("langsmith/anonymizer");
  const client =
    endpoint === undefined
      ? undefined
      : new Client(scrubbing ? { anonymizer: createSecretAnonymizer() } : {});
  const call = traceable(agent, {
    name: NAME,
    tags: TAGS,
    metadata: { ...METADATA, user_id: USER },
    ...(client && { client }),
  });
  const flush = async () => client?.awaitPendingTraceBatches();
  return { call, flush, close: flush, counts: async () => ({}) };
}

async function ours(
  { scrubbing = false, maxQueueBytes }: Contender,
  agent: Agent,
  { traceAgentExecution, configureTracing, flush, shutdown, deliveryCounts, statistics }: Tracing,
): Promise<Subject> {
  configureTracing({ scrubbing, maxQueueBytes });
  const options = { tags: TAGS, metadata: METADATA, userId: USER };
  return {
    call: (input) => traceAgentExecution(NAME, input, () => agent(input), options),
    flush: async () => {
      await flush();
    },
    close: () => shutdown(),
    counts: async () => {
      const { made, sent, dropped } = deliveryCounts();
      return { made, sent, dropped, ...recorded(statistics().total) };
    },
  };
}

function recorded({ executions, cost }: SeriesSnapshot): Pick<Told, "executions" | "usd"> {
  return { executions: executions.count, usd: cost.usd };
}

const answer = (input: Input) => ({
  messages: [
    { role: "assistant", content: `${input.query}: hold. Margin and buyback outweigh weak hardware.` },
  ],
});

const plainAgent: Agent = async (input) => answer(input);

const turnAgent: Agent = async (input) => {
  await new Promise(setImmediate);
  return answer(input);
};

/** A model that answers at once, with usage. */
async function modelAgent(): Promise<Agent> {
  const { BaseChatModel } = await import("@langchain/core/language_models/chat_models");
  const { AIMessage } = await import("@langchain/core/messages");
  class InstantModel extends BaseChatModel {
    override _llmType() {
      return "instant";
    }
    override getLsParams() {
      return { ls_provider: "openai", ls_model_name: MODEL, ls_model_type: "chat" as const };
    }
    override async _generate() {
      const message = Object.assign(new AIMessage("Hold."), { usage_metadata: USAGE });
      return { generations: [{ text: "Hold.", message }] };
    }
  }
  const model = new InstantModel({});
  return async (input) => {
    await model.invoke(String(input.query));
    return answer(input);
  };
}
