import { flush, traceAgentExecution } from "../../../src/tracing";
import { HANG_MS } from "../../support/time";

async function executeAgent() {
  return { answer: "AAPL is at 42" };
}

const result = await traceAgentExecution(
  "financial-analysis-agent",
  { query: "Analyze AAPL stock" },
  async () => {
    // Agent execution logic
    return await executeAgent();
  },
  {
    projectName: "langgraph-platform",
    tags: ["financial", "production"],
    metadata: { agentConfigId: 123 },
    userId: "user-456",
  },
);

console.log(JSON.stringify({ result, counts: await flush({ timeoutMs: HANG_MS }) }));
