// Traces some executions and then ends in the way that its first argument says.
import { configureTracing, installShutdownHandlers, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

const [way = "", handlers = "ours"] = process.argv.slice(2);
const timeoutMs = Number(process.env.TIMEOUT_MS ?? HANG_MS);
configureTracing({ requestTimeoutMs: timeoutMs, emf: process.env.EMF === "true" });
if (handlers !== "none") installShutdownHandlers({ timeoutMs });
if (handlers === "theirs") {
  process.on(way === "SIGINT" ? "SIGINT" : "SIGTERM", () => {
    console.log("their handler runs");
    process.exit(7);
  });
}
if (handlers === "drains") {
  // answers its open requests first, as a server does, and traces others meanwhile
  process.on("SIGTERM", () => {
    setTimeout(async () => {
      answer?.("late");
      await traceAgentExecution("during the drain", {}, async () => "fine");
      process.exit(0);
    }, 300);
  });
}
let answer: ((text: string) => void) | undefined;
if (handlers === "survives")
  process.on("uncaughtException", ({ message }) => console.log(`caught ${message}`));

const times = Number(process.env.TIMES ?? 5);
for (let number = 0; number < times; number += 1) {
  await traceAgentExecution(`agent-${number % 5}`, { number }, async () => ({ number }), {
    userId: `u${number}`,
  });
}

class Broken extends Error {
  override readonly name = "Broken";
}

switch (way) {
  case "beforeExit":
    break;
  case "exit":
    process.exit(3);
    break;
  case "throw":
    setImmediate(() => {
      throw new Broken("the agent's own error");
    });
    break;
  case "reject":
    void Promise.reject(new Broken("the agent's own error"));
    break;
  default:
    if (handlers === "drains") {
      void traceAgentExecution(
        "open request",
        {},
        () => new Promise<string>((resolve) => (answer = resolve)),
      );
    }
    setInterval(() => {}, 1_000);
    console.log("ready");
}
