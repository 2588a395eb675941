// Calls another service from a run of langsmith alone, with the current trace's headers.
import { Client } from "langsmith";
import { getCurrentRunTree, traceable } from "langsmith/traceable";

const client = new Client();
const call = traceable(
  async () => {
    const response = await fetch(process.env.CALLEE_URL ?? "", { headers: getCurrentRunTree().toHeaders() });
    return await response.json();
  },
  { name: "caller", client, metadata: { team: "research" }, tags: ["finance"], project_name: "callers" },
);
console.log(JSON.stringify(await call()));
await client.awaitPendingTraceBatches();
