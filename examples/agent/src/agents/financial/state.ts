import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { MessagesValue, ReducedValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";

/** Of the conversation, what later questions see. */
const MAX_TURNS = 10;
const MAX_CHARACTERS = 24_000;

export const FinancialState = new StateSchema({
  /** The conversation: each question with its answer, written together once there is one. A run that fails leaves nothing. */
  messages: new ReducedValue(
    z.custom<BaseMessage[]>().default(() => []),
    { reducer: (earlier: BaseMessage[], added: BaseMessage[]) => lastTurns([...earlier, ...added]) },
  ),
  /** The question at hand, and what supervisor and workers have said to each other about it. Empty between questions. */
  exchange: MessagesValue,
});

/** The latest questions with their answers, as many as fit. */
export function lastTurns(messages: readonly BaseMessage[]): BaseMessage[] {
  let kept: BaseMessage[] = [];
  let turns = 0;
  let characters = 0;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    characters += message?.text.length ?? 0;
    if (message === undefined || characters > MAX_CHARACTERS) break;
    if (!HumanMessage.isInstance(message)) continue;
    kept = messages.slice(index);
    turns += 1;
    if (turns === MAX_TURNS) break;
  }
  return kept;
}
