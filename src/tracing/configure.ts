import { problemsOfBudgets } from "./budgets/budgets";
import { problemsOfPrices } from "./cost/prices";
import { problemsOfOptions, type TracingOptions } from "./options";
import { problemsOfRules } from "./privacy/rules";
import { tracingState } from "./state";

/** Options of configureTracing that cannot be meant, all of them at once. */
export class TracingOptionsError extends Error {
  override readonly name = "TracingOptionsError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/**
 * Sets what LangSmith has no environment variable for. Call it once, before the first execution.
 *
 * @throws TracingOptionsError for options that cannot be meant, and when an execution has begun already
 */
export function configureTracing(options: TracingOptions): void {
  const state = tracingState();
  const problems = [
    ...problemsOfOptions(options),
    ...problemsOfPrices(options.prices ?? {}),
    ...problemsOfRules(options.scrubRules ?? []),
    ...problemsOfBudgets(options.budgets ?? {}),
    ...(state.preparing === undefined
      ? []
      : ["Tracing runs already: call configureTracing before the first traceAgentExecution."]),
    ...(Object.keys(state.options).length === 0
      ? []
      : ["configureTracing was called before, and is called once: its options would be lost."]),
  ];
  if (problems.length > 0) throw new TracingOptionsError(problems);
  state.options = options;
}
