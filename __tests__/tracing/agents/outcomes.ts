// Ends executions in every way, and tells what their callers saw.
import { deliveryCounts, flush, statistics, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

class OwnError extends Error {
  override readonly name = "OwnError";
}

async function* tokens(fails = false) {
  yield "one ";
  yield "two ";
  if (fails) throw new OwnError("midway");
  yield "three";
}

const seen: Record<string, unknown> = {};
const see = async (name: string, work: () => Promise<unknown>) => {
  seen[name] = await work().catch((error: unknown) =>
    error instanceof OwnError ? `OwnError: ${error.message}` : error,
  );
};
const trace = <T>(name: string, fn: () => T) => traceAgentExecution(name, "the input", fn);
const read = async (stream: AsyncIterable<string>, most = 9) => {
  let text = "";
  for await (const token of stream) {
    text += token;
    most -= 1;
    if (most === 0) break;
  }
  return text;
};

await see("returns", () => trace("returns", async () => ["a", 1]));
await see("returns nothing", () => trace("returns nothing", () => undefined));
await see("throws", () => trace("throws", async () => Promise.reject(new OwnError("of the agent"))));
await see("throws at once", () =>
  trace("throws at once", () => {
    throw new OwnError("at once");
  }),
);
await see("throws what is no error", () => trace("throws what is no error", () => Promise.reject("a text")));
await see("is aborted", () =>
  trace("is aborted", () =>
    Promise.reject(new DOMException("gone", "AbortError")).catch((error) => {
      throw Object.assign(new OwnError("aborted"), { name: error.name });
    }),
  ),
);
await see("streams", async () => read(await trace("streams", () => tokens())));
await see("is broken off", async () => read(await trace("is broken off", () => tokens()), 2));
await see("fails midway", async () => read(await trace("fails midway", () => tokens(true))));
await see("streams much", async () => {
  const much = await trace("streams much", async function* () {
    for (let part = 0; part < 3_000; part += 1) yield "0123456789".repeat(100);
  });
  return (await read(much, 4_000)).length;
});
const left = await trace("is never read", () => tokens());
void left;
await see("has a nasty input", () => {
  const nasty = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no keys");
      },
    },
  );
  return traceAgentExecution("has a nasty input", nasty, async () => "fine");
});
const { agents } = statistics();
const outcomes = Object.fromEntries(
  agents.map(({ name, executions }) => [
    name,
    Object.entries(executions)
      .filter(([key, count]) => key !== "count" && count > 0)
      .map(([key]) => key),
  ]),
);
console.log(
  JSON.stringify({ seen, outcomes, counts: await flush({ timeoutMs: HANG_MS }), after: deliveryCounts() }),
);
