// Runs LangChain, LangGraph and traceable outside of any execution, before and after one.
import { RunnableLambda } from "@langchain/core/runnables";
import { traceable } from "langsmith/traceable";
import { flush, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { question, supervisorGraph } from "../support/graph";

const graph = supervisorGraph(process.env.MODEL_URL ?? "");
const chain = RunnableLambda.from((text: string) => text).withConfig({ runName: "a chain" });
const step = traceable(async (text: string) => text, { name: "a step" });

async function outside() {
  await graph.invoke(question("x"));
  await chain.invoke(process.env.CANARY ?? "");
  await step(process.env.CANARY ?? "");
}

await outside();
if (process.argv[2] === "with an execution")
  await traceAgentExecution("inside", {}, () => chain.invoke("fine"));
await outside();
console.log(JSON.stringify(await flush({ timeoutMs: HANG_MS })));
