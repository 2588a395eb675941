// Answers requests by an execution that goes on with the request's trace, and tells what it would hand on itself.
import { createServer } from "node:http";
import { flush, traceAgentExecution, traceHeaders } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

const server = createServer(async (request, response) => {
  if (request.url === "/flush") return response.end(JSON.stringify(await flush({ timeoutMs: HANG_MS })));
  const handedOn = await traceAgentExecution("callee", { path: request.url }, async () => traceHeaders(), {
    headers: request.headers,
    userId: "callee's user",
  });
  return response.end(JSON.stringify(handedOn));
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ address: server.address() })));
