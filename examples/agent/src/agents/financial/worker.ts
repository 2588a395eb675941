import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import {
  END,
  type GraphNode,
  type LangGraphRunnableConfig,
  MessagesValue,
  START,
  StateGraph,
  StateSchema,
} from "@langchain/langgraph";
import { toolsCondition } from "@langchain/langgraph/prebuilt";
import { bindTools } from "../../models/bind-tools.js";
import { ask } from "../ask.js";
import { AgentToolNode, type ToolErrorListener } from "../tool-node.js";

/** Rounds of tools before a worker must report. */
const MAX_ROUNDS = 4;
/** A round is a step of the model and one of its tools; then comes the report. A fence behind the count of rounds. */
const MAX_STEPS = 2 * MAX_ROUNDS + 2;

const WorkerState = new StateSchema({ messages: MessagesValue });

/** One who does a part of the work, with tools of its own. */
export interface Worker {
  /** Name of its node. */
  readonly name: string;
  /** What the supervisor is told of it. */
  readonly description: string;
  /** Does a task, and reports what was found. */
  work(task: string, config: LangGraphRunnableConfig): Promise<string>;
}

export interface WorkerOptions {
  readonly name: string;
  readonly description: string;
  readonly prompt: string;
  readonly tools: readonly StructuredToolInterface[];
  readonly model: BaseChatModel;
  readonly onToolError: ToolErrorListener;
}

/** A graph of its own: what a worker and its tools say to each other is not the supervisor's, and no part of the thread. */
export function createWorker({
  name,
  description,
  prompt,
  tools,
  model,
  onToolError,
}: WorkerOptions): Worker {
  const free = bindTools(model, tools);
  const reporting = bindTools(model, tools, { tool_choice: "none" });

  const think: GraphNode<typeof WorkerState> = async ({ messages }, config) => {
    const chosen = roundsOf(messages) < MAX_ROUNDS ? free : reporting;
    const asked = [new SystemMessage(prompt), ...messages];
    return { messages: [await ask(chosen, asked, { worker: name, config })] };
  };

  const graph = new StateGraph(WorkerState)
    .addNode("model", think)
    .addNode("tools", new AgentToolNode([...tools], onToolError))
    .addEdge(START, "model")
    .addConditionalEdges(
      "model",
      (state) => (roundsOf(state.messages) > MAX_ROUNDS ? END : toolsCondition(state)),
      ["tools", END],
    )
    .addEdge("tools", "model")
    .compile({ name, checkpointer: false });

  return {
    name,
    description,
    async work(task, config) {
      const input = { messages: [new HumanMessage(task)] };
      const { messages } = await graph.invoke(input, { ...config, recursionLimit: MAX_STEPS });
      return messages.at(-1)?.text || `${name} has nothing to report.`;
    },
  };
}

/** How often the model was asked. */
function roundsOf(messages: (typeof WorkerState.State)["messages"]): number {
  return messages.filter((message) => AIMessage.isInstance(message)).length;
}
