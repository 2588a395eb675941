// Ends executions in every way, and tells what the onEnd of each has heard.
import { configureTracing, type ExecutionSummary, flush, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { chatModel } from "../support/graph";

configureTracing({ budgets: { user: { hardUsd: 0.000_5 } } });

const baseURL = process.env.MODEL_URL ?? "";
const ask = (model = "gpt-4o-mini") => chatModel(baseURL, model).invoke("x");

const heard: Record<string, ExecutionSummary[]> = {};
const trace = <T>(name: string, fn: () => T, userId?: string) =>
  traceAgentExecution(name, {}, fn, {
    userId,
    onEnd: (summary) => {
      heard[name] = [...(heard[name] ?? []), summary];
    },
  });

async function* words() {
  yield "one";
  await ask();
  yield "two";
}

async function read(stream: AsyncIterable<string>, most: number): Promise<void> {
  let count = 0;
  for await (const _ of stream) {
    count += 1;
    if (count === most) break;
  }
}

await trace("succeeds", () => ask());
await trace("makes no call", () => 42);
await trace("fails", async () => {
  await ask();
  throw new Error("the agent's own");
}).catch(() => undefined);
await trace("makes calls of every kind", () =>
  Promise.all([ask(), ask("some-other-model"), ask("no-usage")]),
);
await trace("is around another", () => trace("is inside", () => ask()));
await read(await trace("streams", words), 9);
await read(await trace("is broken off", words), 1);
await trace(
  "is refused",
  async () => {
    for (let call = 0; call < 4; call += 1) await ask();
  },
  "user-456",
).catch(() => undefined);

const result = await traceAgentExecution("has a listener that throws", {}, () => "its own result", {
  onEnd: () => {
    throw new TypeError("of the listener");
  },
});
const later = await traceAgentExecution("has a listener that rejects", {}, () => "its own result", {
  onEnd: async () => Promise.reject(new TypeError("of the listener")),
});
await flush({ timeoutMs: HANG_MS });
console.log(JSON.stringify({ heard, results: [result, later] }));
