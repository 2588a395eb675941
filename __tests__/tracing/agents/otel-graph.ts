// Asks the supervisor's graph as a whole and as a stream, then a model alone, fails once, and tells what was delivered.
import { traceable } from "langsmith/traceable";
import { flush, shutdown, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { chatModel, question, supervisorGraph } from "../support/graph";

const secrets = (process.env.CANARIES ?? "").split(" ");
const graph = supervisorGraph(process.env.MODEL_URL ?? "");
const options = {
  userId: "user-1",
  threadId: "thread-1",
  tags: ["finance", ...secrets],
  metadata: { team: "research", secrets },
};
const text = `AAPL? ${secrets.join(" ")}`;
const lookUp = traceable(async (symbol: string) => ({ symbol, price: 42, secrets }), {
  name: "look-up",
  run_type: "tool",
});

await traceAgentExecution(
  "graph-agent",
  { text },
  async () => {
    await lookUp("AAPL");
    return await graph.invoke(question(text));
  },
  options,
);
await flush({ timeoutMs: HANG_MS });
const stream = await traceAgentExecution(
  "stream-agent",
  { text },
  () => graph.stream(question(text)),
  options,
);
for await (const _ of stream) {
  // read to its end
}
const model = chatModel(process.env.MODEL_URL ?? "", "gpt-4o");
await traceAgentExecution("message-agent", { text }, () => model.invoke(text), options);
await traceAgentExecution(
  "failing-agent",
  { text },
  async () => {
    throw new TypeError(`no such stock: ${secrets.join(" ")}`);
  },
  options,
).catch(() => {});
console.log(JSON.stringify(await shutdown({ timeoutMs: HANG_MS })));
