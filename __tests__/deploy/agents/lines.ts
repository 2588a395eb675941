import { AGENT_NAMESPACE, type AgentLine } from "../../../src/deploy/agent-line";

export const OLD = "langgraph-production:7";
export const NEW = "langgraph-production:8";

/** A line as tracing writes it, with members of one's own. */
export function emf(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    _aws: {
      Timestamp: 1_764_000_000_000,
      CloudWatchMetrics: [
        { Namespace: AGENT_NAMESPACE, Dimensions: [["Service"], ["Service", "Agent"]], Metrics: [] },
      ],
    },
    Service: "langgraph-production",
    Agent: "researcher",
    Executions: 2,
    Failures: 1,
    Latency: [812, 1430],
    Cost: 0.0123,
    UnpricedCalls: 0,
    UnmeasuredCalls: 1,
    Cancelled: 0,
    TaskDefinition: NEW,
    User: "user-456",
    ...members,
  };
}

/** What a line tells, of an execution that went well. */
export function line(members: Partial<AgentLine> = {}): AgentLine {
  return {
    agent: "researcher",
    release: NEW,
    executions: 1,
    failures: 0,
    latenciesMs: [1_000],
    costUsd: 0.01,
    unpricedCalls: 0,
    unmeasuredCalls: 0,
    ...members,
  };
}
