// Traces before, during and after an outage, as the lines of its standard input say.
import { createInterface } from "node:readline";
import { configureTracing, deliveryCounts, flush, shutdown, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

configureTracing({
  maxQueueBytes: Number(process.env.MAX_QUEUE_BYTES ?? 16 * 1024 * 1024),
  requestTimeoutMs: Number(process.env.REQUEST_TIMEOUT_MS ?? 10_000),
});

for await (const line of createInterface({ input: process.stdin })) {
  const [command = "", count = "0"] = line.split(" ");
  if (command === "trace") {
    const text = "x".repeat(1_000);
    for (let number = 0; number < Number(count); number += 1) {
      await traceAgentExecution("agent", { text }, async () => ({ text }));
    }
  }
  if (command === "flush") await flush({ timeoutMs: HANG_MS });
  if (command === "shutdown") await shutdown({ timeoutMs: HANG_MS });
  console.log(`after ${line}: ${JSON.stringify(deliveryCounts())}`);
  if (command === "shutdown") break;
}
process.stdin.destroy();
