import { ToolMessage } from "@langchain/core/messages";
import type { ToolCall } from "@langchain/core/messages/tool";
import { type StructuredToolInterface, ToolInputParsingException } from "@langchain/core/tools";
import { type Command, isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { BudgetExceededError } from "langgraph-platform/tracing";
import { ToolError } from "./tool-error.js";

/** Hears of what a tool should not have thrown: a database that is down, a mistake in its code. */
export type ToolErrorListener = (tool: string, error: unknown) => void;

/**
 * Runs tools, and tells the model what went wrong, so that it can do something else.
 *
 * LangGraph's own node tells it everything: a refused budget as well, which must end the run, and the addresses in a
 * database's errors, which are nobody's business.
 */
export class AgentToolNode extends ToolNode {
  constructor(
    tools: StructuredToolInterface[],
    private readonly onToolError: ToolErrorListener,
  ) {
    super(tools, { handleToolErrors: false });
  }

  protected override async runTool(
    call: ToolCall,
    config: LangGraphRunnableConfig,
    state: unknown,
  ): Promise<ToolMessage | Command> {
    try {
      return await super.runTool(call, config, state);
    } catch (error) {
      if (endsRun(error) || config.signal?.aborted) throw error;
      const { name, id = "" } = call;
      return new ToolMessage({ status: "error", name, tool_call_id: id, content: this.explain(name, error) });
    }
  }

  private explain(name: string, error: unknown): string {
    const isMeantForModel = error instanceof ToolError || error instanceof ToolInputParsingException;
    if (isMeantForModel) return error.message;
    if (!this.tools.some((tool) => tool.name === name)) {
      return `There is no tool "${name}": there are ${this.tools.map((tool) => tool.name).join(", ")}.`;
    }
    this.onToolError(name, error);
    return `${name} has failed, and may fail again: go on without it, and say so.`;
  }
}

function endsRun(error: unknown): boolean {
  return BudgetExceededError.isInstance(error) || isGraphBubbleUp(error);
}
