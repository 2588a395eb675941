import { usageOfLangChain } from "../cost/usage";
import type { Execution } from "../execution";
import { isCancellation, isRefusedByProvider } from "../outcome";
import { type Fields, ModelCallbacks } from "./model-callbacks";
import type { ModelCalls } from "./model-calls";
import type { ExecutionRuns } from "./run-observer";

/** What LangChain tells of a model call that begins. */
export interface LangChainStart {
  readonly model: string;
  /** The top-level node of the graph that makes the call. */
  readonly worker?: string | undefined;
  readonly maxOutputTokens?: number | undefined;
}

/**
 * Counts LangChain's model calls, by its own callbacks. It never raises: what goes wrong here must not become the agent's
 * error.
 */
export class LangChainHandler extends ModelCallbacks {
  readonly name = "langgraph_platform_model_calls";
  readonly raiseError = false;

  constructor(
    private readonly calls: ModelCalls,
    private readonly runs: ExecutionRuns,
    private readonly currentExecution: () => Execution | undefined,
  ) {
    super();
  }

  handleChatModelStart(
    serialized: Fields,
    _messages: unknown,
    runId: string,
    _parentRunId?: string,
    extraParams?: Fields,
    _tags?: readonly string[],
    metadata?: Fields,
  ): void {
    const { model, worker } = describeStart(serialized, extraParams, metadata);
    this.runs.claim(runId);
    this.calls.begin(runId, { execution: this.currentExecution(), model, worker });
  }

  handleLLMEnd(output: unknown, runId: string, _parentRunId?: string, _tags?: unknown, extra?: Fields): void {
    // nobody was asked
    if (extra?.cached === true) {
      this.calls.discard(runId);
      return;
    }
    this.calls.end(runId, { outcome: "succeeded", usage: usageOfLangChain(output) });
  }

  handleLLMError(error: unknown, runId: string): void {
    const outcome = isCancellation(error) ? "cancelled" : "failed";
    this.calls.end(runId, { outcome, isFree: isRefusedByProvider(error) });
  }
}

/** @param serialized of the model, whose arguments name it where nothing else does */
export function describeStart(
  serialized: Fields | undefined,
  extraParams: Fields | undefined,
  metadata: Fields | undefined,
): LangChainStart {
  const invocation = fieldsOf(extraParams?.invocation_params);
  const named = [
    metadata?.ls_model_name,
    invocation.model,
    invocation.model_name,
    fieldsOf(serialized?.kwargs).model,
  ];
  const limits = [metadata?.ls_max_tokens, invocation.max_completion_tokens, invocation.max_tokens];
  return {
    model: named.find((name) => typeof name === "string" && name !== "")?.toString() ?? "unknown",
    worker: workerOf(metadata?.langgraph_checkpoint_ns),
    maxOutputTokens: limits.find((limit) => typeof limit === "number"),
  };
}

/** A checkpoint namespace is such as `researcher:<uuid>|tools:<uuid>`, the outermost node first. */
function workerOf(namespace: unknown): string | undefined {
  const name = typeof namespace === "string" ? namespace.split(/[:|]/, 1)[0] : undefined;
  return name === "" ? undefined : name;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
