import type { AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import type { bindTools } from "../models/bind-tools.js";
import { tell } from "./events.js";

/**
 * Asks a model, and tells what it writes as it comes.
 *
 * @param worker who has it written
 */
export async function ask(
  model: ReturnType<typeof bindTools>,
  messages: BaseMessage[],
  { worker, config }: { readonly worker: string; readonly config: LangGraphRunnableConfig },
): Promise<AIMessageChunk> {
  let reply: AIMessageChunk | undefined;
  for await (const chunk of await model.stream(messages, config)) {
    const { text } = chunk;
    if (text !== "") tell(config, { type: "text", worker, text });
    reply = reply?.concat(chunk) ?? chunk;
  }
  if (reply === undefined) throw new Error("The model has ended its answer without one.");
  return reply;
}
