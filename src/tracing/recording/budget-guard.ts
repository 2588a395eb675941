import type { Execution } from "../execution";
import type { Admission } from "./admission";
import { describeStart } from "./langchain-handler";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Refuses LangChain's model calls before they are made, where a hard budget is used up: what it raises reaches the
 * agent, unlike errors of other handlers.
 */
export class BudgetGuard {
  readonly name = "langgraph_platform_budget_guard";
  readonly awaitHandlers = true;
  readonly raiseError = true;
  readonly ignoreLLM = false;
  readonly ignoreChain = true;
  readonly ignoreAgent = true;
  readonly ignoreRetriever = true;
  readonly ignoreCustomEvent = true;

  constructor(
    private readonly admission: Admission,
    private readonly currentExecution: () => Execution | undefined,
  ) {}

  copy(): this {
    return this;
  }

  async handleChatModelStart(
    serialized: Fields,
    messages: unknown,
    runId: string,
    _parentRunId?: string,
    extraParams?: Fields,
    _tags?: readonly string[],
    metadata?: Fields,
  ): Promise<void> {
    const { model, maxOutputTokens } = describeStart(serialized, extraParams, metadata);
    await this.admission.admit(runId, this.currentExecution(), { model, maxOutputTokens, content: messages });
  }

  async handleLLMStart(
    serialized: Fields,
    prompts: unknown,
    runId: string,
    parentRunId?: string,
    extraParams?: Fields,
    tags?: readonly string[],
    metadata?: Fields,
  ): Promise<void> {
    await this.handleChatModelStart(serialized, prompts, runId, parentRunId, extraParams, tags, metadata);
  }
}
