// Calls another service from a node of a graph, with the current trace's headers.
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { flush, traceAgentExecution, traceHeaders } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

const secrets = (process.env.CANARIES ?? "").split(" ");
const state = Annotation.Root({ sent: Annotation<unknown>, answer: Annotation<unknown> });
const graph = new StateGraph(state)
  .addNode("ask", async () => {
    const sent = traceHeaders();
    const response = await fetch(process.env.CALLEE_URL ?? "", { headers: sent });
    return { sent, answer: await response.json() };
  })
  .addEdge(START, "ask")
  .addEdge("ask", END)
  .compile();
const result = await traceAgentExecution("caller", {}, () => graph.invoke({}), {
  userId: "caller's user",
  threadId: "thread-1",
  tags: ["finance", ...secrets],
  metadata: { team: "research", secrets, nothing: undefined, big: 10n },
});
await flush({ timeoutMs: HANG_MS });
console.log(JSON.stringify(result));
