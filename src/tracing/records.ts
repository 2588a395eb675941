/**
 * How an execution, or a model call in it, ended. "cancelled": its stream was broken off. "refused": a hard budget
 * was used up.
 */
export type Outcome = "succeeded" | "failed" | "cancelled" | "refused";

export const OUTCOMES: readonly Outcome[] = ["succeeded", "failed", "cancelled", "refused"];

/** Tokens of a model call. Cached ones are part of input, reasoning ones part of output. */
export interface TokenUsage {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  readonly reasoning: number;
}

/**
 * What a model call cost. "unpriced": the price list does not know the model. "unmeasured": no usage was reported.
 * Neither is ever 0 USD.
 */
export type CallCost =
  | { readonly kind: "priced"; readonly usd: number }
  | { readonly kind: "unpriced" }
  | { readonly kind: "unmeasured" };

/** A model call that has ended. */
export interface ModelCall {
  /** Name of the innermost traceAgentExecution around it. */
  readonly agent: string;
  /** Node or subgraph of LangGraph that made it, where that is known. */
  readonly worker?: string | undefined;
  readonly userId?: string | undefined;
  readonly threadId?: string | undefined;
  /** As the provider was asked for it; "unknown" where nobody says. */
  readonly model: string;
  readonly usage?: TokenUsage | undefined;
  readonly cost: CallCost;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/** A traceAgentExecution that has ended. */
export interface ExecutionRecord {
  readonly agent: string;
  readonly userId?: string | undefined;
  readonly threadId?: string | undefined;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/** Where this process runs; what is not known is absent. */
export interface Identity {
  /** Such as "langgraph-production". */
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** Such as "sha256:…". */
  readonly imageDigest?: string | undefined;
  /** Family and revision, such as "langgraph-production:12". */
  readonly taskDefinition?: string | undefined;
  /** Id of the ECS task. */
  readonly task?: string | undefined;
}
