import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { textOf } from "./tokens.js";
import { argumentsFor, type OfflineTool } from "./tools.js";

/** Stands in everything that the offline model writes. */
export const OFFLINE_LABEL = "Offline: no model was asked. This quotes what tools returned.";

export interface OfflineReply {
  readonly text: string;
  /** In place of text. */
  readonly toolCall?: {
    readonly id: string;
    readonly name: string;
    readonly args: Readonly<Record<string, unknown>>;
  };
}

/** Characters that are quoted of one tool's result, and of one task. */
const MAX_QUOTE = 600;
const MAX_TASK = 500;
/** Earlier questions of the conversation that a task repeats. */
const MAX_EARLIER = 3;

/** The next call of a tool that has not been called since the last question, or a text of what tools returned. */
export function replyTo(messages: readonly BaseMessage[], tools: readonly OfflineTool[]): OfflineReply {
  const begin = messages.findLastIndex((message) => HumanMessage.isInstance(message));
  const exchange = messages.slice(begin + 1);
  const called = exchange.flatMap((message) =>
    AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [],
  );
  const task = taskOf(messages.slice(0, begin + 1));
  for (const tool of tools) {
    const { name } = tool.function;
    if (called.some((call) => call.name === name)) continue;
    const args = argumentsFor(tool, task);
    if (args !== undefined)
      return { text: "", toolCall: { id: `offline_${called.length}_${name}`, name, args } };
  }
  return { text: [OFFLINE_LABEL, ...quotes(exchange)].join("\n\n") };
}

/** The last question with those before it, so that "and its debt?" still says whose. */
function taskOf(messages: readonly BaseMessage[]): string {
  const [last = "", ...earlier] = messages
    .filter((message) => HumanMessage.isInstance(message))
    .map(textOf)
    .reverse();
  const before = earlier.slice(0, MAX_EARLIER);
  const task = before.length === 0 ? last : `${last} (Asked before: ${before.join(" ")})`;
  return task.slice(0, MAX_TASK);
}

/** What each tool returned, under its name where there are several. */
function quotes(exchange: readonly BaseMessage[]): readonly string[] {
  const results = exchange
    .filter((message) => ToolMessage.isInstance(message))
    .map((message) => ({
      name: message.name ?? "tool",
      text: shortened(textOf(message).replace(OFFLINE_LABEL, "").trim()),
    }));
  if (results.length === 0) return ["There was no tool to ask."];
  return results.length === 1
    ? results.map(({ text }) => text)
    : results.map(({ name, text }) => `${name}:\n${text}`);
}

/** Whole lines, as far as they fit. */
function shortened(text: string): string {
  if (text.length <= MAX_QUOTE) return text;
  const cut = text.slice(0, MAX_QUOTE);
  const end = Math.max(cut.lastIndexOf("\n"), cut.lastIndexOf(". ") + 1);
  return `${end > 0 ? cut.slice(0, end) : cut} ...`;
}
