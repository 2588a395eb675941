import { AIMessage, type BaseMessage } from "@langchain/core/messages";

/** Of English text, roughly. */
const CHARACTERS_PER_TOKEN = 4;

export function countTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** Tokens of messages, with the tools that they call. */
export function tokensOf(messages: readonly BaseMessage[]): number {
  return messages.reduce((sum, message) => {
    const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
    const called = calls.map(({ name, args }) => JSON.stringify({ name, args })).join("");
    return sum + countTokens(textOf(message) + called);
  }, 0);
}

export function textOf({ content }: BaseMessage): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}
