import type { Budgets } from "../budgets/budgets";
import { BudgetExceededError } from "../budgets/error";
import { estimateUsd } from "../budgets/estimate";
import type { PriceList } from "../cost/prices";
import type { RunClient } from "../delivery/client";
import { type Execution, withAncestors } from "../execution";
import type { ModelCalls } from "./model-calls";
import type { ExecutionRuns } from "./run-observer";

/** What is known of a call before it is made. */
export interface PlannedCall {
  readonly model: string;
  readonly maxOutputTokens?: number | undefined;
  /** What is sent to the model: its strings count. */
  readonly content: unknown;
}

export interface AdmissionOptions {
  /** @default - every call is admitted */
  readonly budgets: Budgets | undefined;
  readonly prices: PriceList;
  readonly calls: ModelCalls;
  readonly runs: ExecutionRuns;
  readonly client: RunClient | undefined;
}

/** Asks the budgets before a model call goes out, and sees to what a refusal leaves behind. */
export class Admission {
  constructor(private readonly options: AdmissionOptions) {}

  /** @throws BudgetExceededError where a hard budget is used up, now or earlier in the same execution */
  async admit(id: string, execution: Execution | undefined, call: PlannedCall): Promise<void> {
    const { budgets, prices, calls } = this.options;
    if (budgets === undefined) return;
    if (execution?.refusal !== undefined) return this.refuse(id, execution, execution.refusal);
    const usd = estimateUsd(call, prices.get(call.model));
    try {
      const chain = execution === undefined ? [] : withAncestors(execution);
      const reservation = await budgets.reserve({
        executionIds: chain.map((each) => each.id),
        userId: execution?.userId,
        usd,
      });
      calls.reserve(id, reservation);
    } catch (error) {
      // nothing but a refusal keeps an agent from its model
      if (BudgetExceededError.isInstance(error)) this.refuse(id, execution, error);
    }
  }

  /** The agent may swallow the error: the execution remembers it, and its run ends in LangSmith with the reason. */
  private refuse(id: string, execution: Execution | undefined, error: Error): never {
    const { calls, runs, client } = this.options;
    calls.discard(id);
    if (execution !== undefined) execution.refusal ??= error;
    const reason = `${error.name}: ${error.message}`;
    const address = runs.refuse(id, reason);
    if (address !== undefined) {
      void client?.updateRun(id, { ...address, error: reason, end_time: Date.now() });
    }
    throw error;
  }
}
