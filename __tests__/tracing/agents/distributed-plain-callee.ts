// Answers requests by a run of langsmith alone that goes on with the request's trace.
import { createServer } from "node:http";
import { Client } from "langsmith";
import { RunTree } from "langsmith/run_trees";
import { traceable, withRunTree } from "langsmith/traceable";

const client = new Client();
const answer = traceable(async (path: unknown) => ({ path }), { name: "callee", client });
const server = createServer(async (request, response) => {
  if (request.url === "/flush") {
    await client.awaitPendingTraceBatches();
    return response.end("{}");
  }
  const { "langsmith-trace": trace, baggage } = request.headers;
  const parent = RunTree.fromHeaders(
    { "langsmith-trace": String(trace), ...(typeof baggage === "string" && { baggage }) },
    { client, name: "parent" },
  );
  const result = parent && (await withRunTree(parent, () => answer(request.url)));
  return response.end(JSON.stringify(result ?? {}));
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ address: server.address() })));
