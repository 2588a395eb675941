// Puts secrets wherever they can get into a run.
import { HumanMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { traceable } from "langsmith/traceable";
import { configureTracing, flush, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { chatModel } from "../support/graph";

const SECRET = process.env.CANARY ?? "";
const model = chatModel(process.env.MODEL_URL ?? "", "gpt-4o");
configureTracing({ scrubRules: [{ pattern: /ACME-\d+/, replace: "[ACME]" }] });

const input = { text: `a ${SECRET}`, password: "plain-words-of-a-password", nested: [{ key: "ACME-4711" }] };
const inner = traceable(async (text: string) => `inner ${text}`, { name: "inner" });
const chain = RunnableLambda.from((text: string) => `chain ${text}`);

const running = traceAgentExecution(
  "secrets",
  input,
  async () => {
    await inner(SECRET);
    await chain.invoke(SECRET);
    await model.invoke([new HumanMessage(`remember ${SECRET}`)]);
    return { answer: SECRET };
  },
  { metadata: { note: SECRET } },
);
// what is done to the input after the call neither changes nor leaks what is sent
input.text = "MUTATED";
Object.assign(input, { later: SECRET });
await running;

await traceAgentExecution("fails", {}, async () => {
  throw new Error(`no connection to postgres://app:${SECRET}@db/x`);
}).catch(() => undefined);

const stream = await traceAgentExecution("streams", {}, async function* () {
  for (const piece of ["before ", SECRET.slice(0, 12), SECRET.slice(12), " after"]) yield piece;
});
for await (const _ of stream);

const messages = await traceAgentExecution("streams messages", {}, async function* () {
  for (const piece of ["before ", SECRET.slice(0, 12), SECRET.slice(12)])
    yield [{ content: piece }, { node: "x" }];
});
for await (const _ of messages);

console.log(JSON.stringify(await flush({ timeoutMs: HANG_MS })));
