import { AIMessageChunk, type BaseMessage } from "@langchain/core/messages";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { AgentEvent, AnswerEvent, FindingEvent, StepEvent } from "./agent.js";

/** Who speaks in the graph itself, and not in a worker's. */
export const SUPERVISOR = "supervisor";

/** What nodes tell by themselves; the rest is LangGraph's to tell. */
export type NodeEvent = StepEvent | FindingEvent | AnswerEvent;

/** Tells an event to whoever reads the graph's stream. */
export function tell(config: LangGraphRunnableConfig, event: NodeEvent): void {
  config.writer?.(event);
}

/** The modes in which a graph's stream has what `eventsOf` reads. */
export const STREAM_MODES = ["messages", "tools", "custom"] as const;

/** A part of a graph's stream: in which graph, in which mode, and what. */
export type StreamPart =
  | readonly [namespace: string[], mode: "messages", payload: readonly [BaseMessage, unknown]]
  | readonly [namespace: string[], mode: "tools", payload: ToolPayload]
  | readonly [namespace: string[], mode: "custom", payload: NodeEvent];

interface ToolPayload {
  readonly event: string;
  readonly name: string;
  readonly input?: unknown;
}

/** The event that a part of a graph's stream is, where it is one. */
export function eventOf([namespace, mode, payload]: StreamPart): AgentEvent | undefined {
  const worker = namespace[0]?.split(":", 1)[0] ?? SUPERVISOR;
  switch (mode) {
    case "custom":
      return payload;
    case "tools":
      if (payload.event !== "on_tool_start") return undefined;
      return { type: "tool", worker, tool: payload.name, input: textOf(payload.input) };
    case "messages": {
      const [message] = payload;
      // whole messages are what nodes return: the model has written them before
      if (!AIMessageChunk.isInstance(message) || message.text === "") return undefined;
      return { type: "text", worker, text: message.text };
    }
  }
}

function textOf(input: unknown): string {
  return typeof input === "string" ? input : JSON.stringify(input);
}
