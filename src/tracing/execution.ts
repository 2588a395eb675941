import type { RunTree } from "langsmith/run_trees";
import type { Identity } from "./records";

/** One traceAgentExecution while it runs. */
export interface Execution {
  readonly id: string;
  /** The name that it was given. */
  readonly agent: string;
  readonly userId?: string | undefined;
  readonly threadId?: string | undefined;
  /** The execution around it. */
  readonly parent?: Execution | undefined;
  /** By performance.now(). */
  readonly startedAt: number;
  /** On this run and on all runs inside of it. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** Absent where tracing is off. */
  run?: RunTree | undefined;
  /** Set by the first call that a hard budget refused. */
  refusal?: Error | undefined;
  readonly spend: Spend;
}

/** What the model calls of an execution came to, those of executions inside of it included. */
export interface Spend {
  usd: number;
  inputTokens: number;
  outputTokens: number;
  pricedCalls: number;
  unpricedCalls: number;
  unmeasuredCalls: number;
}

/** The execution and those around it, the innermost first. */
export function withAncestors(execution: Execution): readonly Execution[] {
  const chain: Execution[] = [];
  for (let each: Execution | undefined = execution; each !== undefined; each = each.parent) chain.push(each);
  return chain;
}

/** Metadata by LangSmith's names, where it has one. */
export function identityMetadata(identity: Identity): Readonly<Record<string, string>> {
  const { environment, imageDigest, taskDefinition, task } = identity;
  return {
    ...(environment !== undefined && { environment }),
    ...(imageDigest !== undefined && { image_digest: imageDigest }),
    ...(taskDefinition !== undefined && { task_definition: taskDefinition }),
    ...(task !== undefined && { task }),
  };
}
