import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { ToolMessage } from "@langchain/core/messages";
import {
  type BaseCheckpointSaver,
  END,
  type LangGraphRunnableConfig,
  START,
  StateGraph,
} from "@langchain/langgraph";
import { SUPERVISOR, tell } from "../events.js";
import { FinancialState } from "./state.js";
import { createSupervisor, type HandOver, MAX_HAND_OVERS } from "./supervisor.js";
import type { Worker } from "./worker.js";

/** Each hand-over is a step of a worker and one of the supervisor. A fence behind the supervisor's own count. */
export const MAX_STEPS = 2 * MAX_HAND_OVERS + 2;

export interface FinancialGraphOptions {
  readonly model: BaseChatModel;
  readonly workers: readonly Worker[];
  readonly checkpointer: BaseCheckpointSaver;
}

/** A supervisor in the middle: it sends tasks to workers, to several at once where it likes, and each reports back to it. */
export function createFinancialGraph({ model, workers, checkpointer }: FinancialGraphOptions) {
  const names = workers.map(({ name }) => name);
  const nodes = workers.map((worker): [string, ReturnType<typeof report>] => [worker.name, report(worker)]);
  const graph = new StateGraph(FinancialState)
    .addNode(SUPERVISOR, createSupervisor(model, workers), { ends: [...names, SUPERVISOR, END] })
    .addNode(nodes)
    .addEdge(START, SUPERVISOR);
  for (const name of names) graph.addEdge(name, SUPERVISOR);
  return graph.compile({ name: "financial-analysis", checkpointer });
}

/** Has a worker do what was handed over, and answers the supervisor's call with what it found. */
function report(worker: Worker) {
  return async ({ task, callId }: HandOver, config: LangGraphRunnableConfig) => {
    const { name } = worker;
    tell(config, { type: "step", worker: name, task });
    const text = await worker.work(task, config);
    tell(config, { type: "finding", worker: name, text });
    return { exchange: [new ToolMessage({ content: text, tool_call_id: callId, name })] };
  };
}
