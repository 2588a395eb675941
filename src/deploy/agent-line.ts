import { z } from "zod";

/** Namespace of the metrics in the lines that tracing writes to the tasks' log. */
export const AGENT_NAMESPACE = "LangGraphPlatform/Agents";

/** What one line of a task's log tells of an agent: one interval, one user, one thread. */
export interface AgentLine {
  readonly agent: string;
  /** Task definition of the task, as `family:revision`. */
  readonly release: string;
  /** Ended executions, however they ended. */
  readonly executions: number;
  readonly failures: number;
  /** Of ended executions, in whole milliseconds. */
  readonly latenciesMs: readonly number[];
  /** Of the calls that have a price. */
  readonly costUsd: number;
  /** Calls of models without a price. */
  readonly unpricedCalls: number;
  /** Calls without reported usage. */
  readonly unmeasuredCalls: number;
}

/** More is no measurement of one interval; sums of many stay exact below. */
const MOST = { count: 1_000_000, latencyMs: 1_000_000_000, costUsd: 100_000 } as const;

const COUNT = z.int().min(0).max(MOST.count).default(0);
const LATENCY = z.number().min(0).max(MOST.latencyMs).transform(Math.round);

/** A line in CloudWatch's embedded metric format; metrics that have no value are left out of it. */
const LINE = z
  .object({
    _aws: z.object({
      CloudWatchMetrics: z.tuple([z.object({ Namespace: z.literal(AGENT_NAMESPACE) })], z.unknown()),
    }),
    Agent: z.string().min(1),
    TaskDefinition: z.string().min(1),
    Executions: COUNT,
    Failures: COUNT,
    Latency: z.union([z.array(LATENCY), LATENCY.transform((value) => [value])]).default([]),
    Cost: z.number().min(0).max(MOST.costUsd).default(0),
    UnpricedCalls: COUNT,
    UnmeasuredCalls: COUNT,
  })
  .refine(({ Executions, Failures, Latency }) => Failures <= Executions && Latency.length <= Executions);

/** Reads a line of the log; undefined for what is no such line, is cut off, or has impossible numbers. */
export function parseAgentLine(message: string): AgentLine | undefined {
  const { success, data } = LINE.safeParse(asJson(message));
  if (!success) return undefined;
  return {
    agent: data.Agent,
    release: data.TaskDefinition,
    executions: data.Executions,
    failures: data.Failures,
    latenciesMs: data.Latency,
    costUsd: data.Cost,
    unpricedCalls: data.UnpricedCalls,
    unmeasuredCalls: data.UnmeasuredCalls,
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * CloudWatch Logs' filter for lines of some releases.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function agentLinePattern(releases: readonly string[]): string {
  const isOne = releases.map((release) => `$.TaskDefinition = "${release}"`).join(" || ");
  return `{ ($._aws.CloudWatchMetrics[0].Namespace = "${AGENT_NAMESPACE}") && (${isOne}) }`;
}
