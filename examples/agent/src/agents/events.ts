import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { AgentEvent, ToolEvent } from "./agent.js";

/** Who speaks in the graph itself, and not in a worker's. */
export const SUPERVISOR = "supervisor";

/** What nodes tell by themselves; the tools that they use are LangGraph's to tell. */
export type NodeEvent = Exclude<AgentEvent, ToolEvent>;

/**
 * Tells an event to whoever reads the graph's stream, at once.
 *
 * Texts, too: in LangGraph's mode "messages" they come by LangChain's callbacks, which wait for those of tracing, so that some
 * come after the answer, or not at all.
 */
export function tell(config: LangGraphRunnableConfig, event: NodeEvent): void {
  config.writer?.(event);
}

/** The modes in which a graph's stream has what `eventOf` reads. */
export const STREAM_MODES = ["tools", "custom"] as const;

/** A part of a graph's stream: in which graph, in which mode, and what. */
export type StreamPart =
  | readonly [namespace: string[], mode: "tools", payload: ToolPayload]
  | readonly [namespace: string[], mode: "custom", payload: NodeEvent];

interface ToolPayload {
  readonly event: string;
  readonly name: string;
  readonly input?: unknown;
}

/** The event that a part of a graph's stream is, where it is one. */
export function eventOf([namespace, mode, payload]: StreamPart): AgentEvent | undefined {
  if (mode === "custom") return payload;
  const { event, name: tool, input } = payload;
  if (event !== "on_tool_start") return undefined;
  // such as researcher:<uuid>
  const worker = namespace[0]?.split(":", 1)[0] ?? SUPERVISOR;
  return { type: "tool", worker, tool, input: typeof input === "string" ? input : JSON.stringify(input) };
}
