import type { ReceivedRun } from "../../tracing/support/langsmith-server";

/** Cost of what a trace's root runs came to, in USD. */
export function cost(runs: readonly ReceivedRun[]): number {
  return runs
    .filter(({ parent_run_id: parent }) => parent === undefined)
    .reduce((sum, { metadata }) => sum + Number(metadata.cost_usd ?? 0), 0);
}

/** Steps of LangGraph's own that say nothing of the agent. */
const PLUMBING = ["__start__", "RunnableLambda"];

/** Runs as they are nested, each with its type and tokens, the earlier first. */
export function tree(runs: readonly ReceivedRun[], parent?: string, depth = 0): string {
  return runs
    .filter(({ name = "", parent_run_id: own }) => own === parent && !PLUMBING.includes(name))
    .sort((a, b) => (a.dotted_order < b.dotted_order ? -1 : 1))
    .map((run) => `${"  ".repeat(depth)}${line(run)}\n${tree(runs, run.id, depth + 1)}`)
    .join("");
}

function line({ name, run_type: type, outputs, metadata, parent_run_id: parent }: ReceivedRun): string {
  const usage = /"input_tokens":(\d+),"output_tokens":(\d+)/.exec(JSON.stringify(outputs ?? {}));
  const tokens = type === "llm" && usage !== null ? `  ${usage[1]} -> ${usage[2]} tokens` : "";
  const usd = parent === undefined ? `  ${Number(metadata.cost_usd).toFixed(6)} USD` : "";
  return `${name}  (${type})${tokens}${usd}`;
}
