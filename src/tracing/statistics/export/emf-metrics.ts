/** Namespace of the metrics in CloudWatch. */
export const EMF_NAMESPACE = "LangGraphPlatform/Agents";

/** Each metric has these sets of dimensions. A user is in none of them: each would be billed as metrics of its own. */
export const EMF_DIMENSIONS = [["Service"], ["Service", "Agent"]] as const;

/** The metrics, as a line declares them. */
export const EMF_METRICS = [
  { Name: "Executions", Unit: "Count" },
  { Name: "Failures", Unit: "Count" },
  { Name: "Latency", Unit: "Milliseconds" },
  { Name: "Cost", Unit: "None" },
  { Name: "UnpricedCalls", Unit: "Count" },
  { Name: "UnmeasuredCalls", Unit: "Count" },
] as const;

export type EmfMetric = (typeof EMF_METRICS)[number]["Name"];

/** Agents that have metrics of their own, unless a user says otherwise. */
export const EMF_MAX_AGENTS = 20;

/**
 * Custom metrics of a service that AWS bills: each metric once for the service and once for each agent, and once more for
 * `(other)` where there are more agents than have metrics of their own.
 *
 * @param agents number of agents that the service has
 * @param maxAgents @default 20
 */
export function billedMetrics(agents: number, maxAgents: number = EMF_MAX_AGENTS): number {
  const named = agents > maxAgents ? maxAgents + 1 : agents;
  return EMF_METRICS.length * (1 + named);
}
