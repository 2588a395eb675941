import { Annotation, type BaseCheckpointSaver, END, START, StateGraph } from "@langchain/langgraph";

const State = Annotation.Root({
  said: Annotation<string[]>({ reducer: (before, after) => [...before, ...after], default: () => [] }),
});

/** A graph of two steps, which remembers what it was told. */
export function rememberingGraph(checkpointer: BaseCheckpointSaver) {
  const graph = new StateGraph(State)
    .addNode("hear", () => ({ said: ["heard"] }))
    .addNode("think", () => ({ said: ["thought"] }))
    .addEdge(START, "hear")
    .addEdge("hear", "think")
    .addEdge("think", END)
    .compile({ checkpointer });
  return {
    /** @returns all that was said in this thread */
    tell: async (threadId: string, text: string): Promise<readonly string[]> => {
      const { said } = await graph.invoke({ said: [text] }, { configurable: { thread_id: threadId } });
      return said;
    },
  };
}
