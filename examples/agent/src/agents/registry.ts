import type { Agent } from "./agent.js";
import { createFinancialAgent, type FinancialAgentOptions } from "./financial/agent.js";

export type AgentsOptions = Omit<FinancialAgentOptions, "onToolError"> & {
  /** Hears of errors that a tool should not have had. @default - they are in the trace alone */
  readonly onToolError?: FinancialAgentOptions["onToolError"];
};

/** All agents of this service, by name. Another one is another line. */
export function createAgents({
  onToolError = () => undefined,
  ...options
}: AgentsOptions): ReadonlyMap<string, Agent> {
  const agents = [createFinancialAgent({ ...options, onToolError })];
  return new Map(agents.map((agent) => [agent.name, agent]));
}
