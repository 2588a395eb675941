// Serves the first requests that come in by concurrent graphs, streaming and not, and tells what it has counted.
import { createServer } from "node:http";
import { flush, statistics, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";
import { question, supervisorGraph } from "../support/graph";

const baseURL = process.env.MODEL_URL ?? "";
const graphs = { plain: supervisorGraph(baseURL), streaming: supervisorGraph(baseURL, true) };

const server = createServer(async (request, response) => {
  const [kind = "plain", user = "nobody"] = (request.url ?? "").slice(1).split("/");
  const graph = kind === "plain" ? graphs.plain : graphs.streaming;
  const options = { userId: user, threadId: `thread-${user}`, tags: [user] };
  if (kind === "stream") {
    const stream = await traceAgentExecution(
      `agent-${user}`,
      { user },
      () => graph.stream(question(user), { streamMode: "messages" }),
      options,
    );
    for await (const state of stream) response.write(JSON.stringify(state).slice(0, 1));
  } else await traceAgentExecution(`agent-${user}`, { user }, () => graph.invoke(question(user)), options);
  response.end();
});

await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
const port = typeof address === "object" ? address?.port : 0;
const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}/${path}`)).text();

await ask("plain/first");
await Promise.all(["plain/a", "stream/b", "streaming/c", "stream/d", "plain/e"].map(ask));
await ask("stream/last");
server.close();
const counts = await flush({ timeoutMs: HANG_MS });
console.log(JSON.stringify({ counts, statistics: statistics() }));
process.exit(0);
