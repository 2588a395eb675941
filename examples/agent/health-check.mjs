// Ends with 0 where the agent can serve, else with 1 and the reason. For Docker's HEALTHCHECK, and the platform's
// container_health_check = ["CMD", "node", "health-check.mjs"].
import { once } from "node:events";
import { get } from "node:http";
import { text } from "node:stream/consumers";

const { PORT = "8000" } = process.env;
const address = `http://127.0.0.1:${PORT}/health`;

try {
  const [response] = await once(get(address, { signal: AbortSignal.timeout(4_000) }), "response");
  const body = await text(response);
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${body}`);
} catch ({ name, message }) {
  console.error(`${address}: ${name === "AbortError" ? "no answer within 4 s" : message}`);
  process.exitCode = 1;
}
