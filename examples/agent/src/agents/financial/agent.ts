import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { HumanMessage } from "@langchain/core/messages";
import { type BaseCheckpointSaver, Overwrite } from "@langchain/langgraph";
import type { Filings } from "../../documents/filings.js";
import type { Agent } from "../agent.js";
import { eventOf, STREAM_MODES } from "../events.js";
import type { ToolErrorListener } from "../tool-node.js";
import { createFinancialGraph, MAX_STEPS } from "./graph.js";
import { createWorkers } from "./workers.js";

export const FINANCIAL_ANALYSIS_AGENT = "financial-analysis-agent";

/** Of those that one reply of the supervisor hands over to. */
const WORKERS_AT_ONCE = 3;

export interface FinancialAgentOptions {
  readonly model: BaseChatModel;
  readonly filings: Filings;
  readonly checkpointer: BaseCheckpointSaver;
  readonly onToolError: ToolErrorListener;
}

/** Analyses companies by their filings. */
export function createFinancialAgent({ checkpointer, ...options }: FinancialAgentOptions): Agent {
  const { model } = options;
  const graph = createFinancialGraph({ model, workers: createWorkers(options), checkpointer });
  return {
    name: FINANCIAL_ANALYSIS_AGENT,
    async *stream(question, { threadId, checkpointThreadId, signal }) {
      const parts = await graph.stream(
        { exchange: new Overwrite([new HumanMessage(question)]) },
        {
          configurable: { thread_id: checkpointThreadId },
          // else traces would have the checkpoints' in its place
          metadata: { thread_id: threadId },
          signal,
          recursionLimit: MAX_STEPS,
          maxConcurrency: WORKERS_AT_ONCE,
          streamMode: [...STREAM_MODES],
          subgraphs: true,
          // nobody resumes a run that broke off: its question is asked again. So a run writes once, at its end
          durability: "exit",
        },
      );
      for await (const part of parts) {
        const event = eventOf(part);
        if (event !== undefined) yield event;
      }
    },
  };
}
