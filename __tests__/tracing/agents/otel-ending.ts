// Traces some executions and ends in the way that its first argument says, with one under way.
import { deliveryCounts, installShutdownHandlers, shutdown, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

const [way] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS ?? HANG_MS);
const isByHand = way === "shutdown";
if (!isByHand) installShutdownHandlers({ timeoutMs });

for (let number = 0; number < 5; number += 1) {
  await traceAgentExecution(`agent-${number}`, { number }, async () => ({ number }));
}
void traceAgentExecution("endless-agent", {}, () => new Promise(() => {}));

if (isByHand) {
  const startedAt = performance.now();
  await shutdown({ timeoutMs });
  const took = performance.now() - startedAt;
  console.log(JSON.stringify({ counts: deliveryCounts(), took }));
} else if (way === "exit") process.exit(3);
else if (way === "throw") {
  setImmediate(() => {
    throw new TypeError("the agent's own error");
  });
} else {
  setInterval(() => {}, 1_000);
  console.log("ready");
}
