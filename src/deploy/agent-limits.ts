/** What new tasks' agents may be worse by than the old tasks' before they are rolled back. */
export interface AgentLimits {
  /** Percentage points that an agent's error rate may be above that on the old tasks. */
  readonly maxErrorRateIncrease: number;
  /** Times that its 95th percentile of latency may be that on the old tasks. */
  readonly maxLatencyRatio: number;
  /** Times that its cost per execution may be that on the old tasks. */
  readonly maxCostRatio: number;
  /** Ended executions that each side must have of an agent before the two are compared. */
  readonly minExecutions: number;
}

export const DEFAULT_AGENT_LIMITS: AgentLimits = {
  maxErrorRateIncrease: 5,
  maxLatencyRatio: 1.5,
  maxCostRatio: 1.5,
  minExecutions: 20,
};
