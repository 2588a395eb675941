import type { Execution } from "../execution";
import type { Admission } from "./admission";
import { describeStart } from "./langchain-handler";
import { type Fields, ModelCallbacks } from "./model-callbacks";

/**
 * Refuses LangChain's model calls before they are made, where a hard budget is used up: what it raises reaches the
 * agent, unlike errors of other handlers.
 */
export class BudgetGuard extends ModelCallbacks {
  readonly name = "langgraph_platform_budget_guard";
  readonly raiseError = true;

  constructor(
    private readonly admission: Admission,
    private readonly currentExecution: () => Execution | undefined,
  ) {
    super();
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
}
