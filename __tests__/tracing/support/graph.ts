import { type AIMessageChunk, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";

export function chatModel(baseURL: string, model: string, maxTokens = 500): ChatOpenAI {
  return new ChatOpenAI({
    model,
    maxTokens,
    apiKey: "sk-canary-openai-key-0000000000000000000000",
    configuration: { baseURL },
    maxRetries: 0,
  });
}

/** A supervisor that asks two workers, each a graph of its own with a model of its own; streaming models or not. */
export function supervisorGraph(baseURL: string, streaming = false) {
  const ask = (model: string) => async (messages: BaseMessage[]) =>
    streaming
      ? whole(await chatModel(baseURL, model).stream(messages))
      : chatModel(baseURL, model).invoke(messages);
  const worker = (model: string) =>
    new StateGraph(MessagesAnnotation)
      .addNode("think", async ({ messages }) => ({ messages: [await ask(model)(messages)] }))
      .addEdge(START, "think")
      .addEdge("think", END)
      .compile();
  return new StateGraph(MessagesAnnotation)
    .addNode("supervisor", async ({ messages }) => ({ messages: [await ask("gpt-4o")(messages)] }))
    .addNode("researcher", worker("gpt-4o-mini"))
    .addNode("writer", worker("gpt-3.5-turbo"))
    .addEdge(START, "supervisor")
    .addEdge("supervisor", "researcher")
    .addEdge("researcher", "writer")
    .addEdge("writer", END)
    .compile();
}

async function whole(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  let message: AIMessageChunk | undefined;
  for await (const chunk of stream) message = message?.concat(chunk) ?? chunk;
  if (message === undefined) throw new Error("the model said nothing");
  return message;
}

export function question(text: string) {
  return { messages: [new HumanMessage(text)] };
}
