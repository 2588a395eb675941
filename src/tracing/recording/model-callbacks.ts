export type Fields = Readonly<Record<string, unknown>>;

/**
 * What LangChain asks of a callback handler that is only there for model calls.
 *
 * By structure alone a BaseCallbackHandler: LangChain's class would be that of one of its two copies.
 */
export abstract class ModelCallbacks {
  abstract readonly name: string;
  /** Whether what the handler throws reaches the agent. */
  abstract readonly raiseError: boolean;
  readonly awaitHandlers = true;
  readonly ignoreLLM = false;
  readonly ignoreChain = true;
  readonly ignoreAgent = true;
  readonly ignoreRetriever = true;
  readonly ignoreCustomEvent = true;

  copy(): this {
    return this;
  }

  abstract handleChatModelStart(
    serialized: Fields,
    messages: unknown,
    runId: string,
    parentRunId?: string,
    extraParams?: Fields,
    tags?: readonly string[],
    metadata?: Fields,
  ): void | Promise<void>;

  /** Models that are no chat models take prompts instead of messages. */
  handleLLMStart(...started: Parameters<this["handleChatModelStart"]>): void | Promise<void> {
    const [serialized, prompts, runId, parentRunId, extraParams, tags, metadata] = started;
    return this.handleChatModelStart(serialized, prompts, runId, parentRunId, extraParams, tags, metadata);
  }
}
