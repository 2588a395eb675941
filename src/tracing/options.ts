import type { BudgetSettings } from "./budgets/budgets";
import type { ModelPrice } from "./cost/prices";
import type { ScrubRule } from "./privacy/rules";

/** What LangSmith has no environment variable for. */
export interface TracingOptions {
  /** Prices of further models, and of known ones in place of the list's, by the exact name. @default - the list's alone */
  readonly prices?: Readonly<Record<string, ModelPrice>> | undefined;
  /** @default - no budgets */
  readonly budgets?: BudgetSettings | undefined;
  /** Whether secrets are replaced before a run leaves the process. @default true */
  readonly scrubbing?: boolean | undefined;
  /** Further patterns that are replaced. @default - langsmith's rules, and values of secret environment variables */
  readonly scrubRules?: readonly ScrubRule[] | undefined;
  /** Whether lines for CloudWatch go to standard output. @default - in an ECS task only */
  readonly emf?: boolean | undefined;
  /** Agents that have metrics of their own; more are counted as one. @default 20 */
  readonly emfAgents?: number | undefined;
  /** Memory for runs that wait for LangSmith, in bytes; more are dropped. @default 16777216 */
  readonly maxQueueBytes?: number | undefined;
  /** What is kept of a stream for LangSmith, in bytes. @default 1048576 */
  readonly maxCapturedBytes?: number | undefined;
  /** Milliseconds after which a stream that nobody reads counts as broken off. @default 300000 */
  readonly streamIdleTimeoutMs?: number | undefined;
  /** Milliseconds that LangSmith has to answer a request. @default 5000 */
  readonly requestTimeoutMs?: number | undefined;
  /** Series of statistics by agent, by worker, by model and by user; more are counted as one. @default 1000 */
  readonly maxSeries?: number | undefined;
}

const LIMITS = {
  emfAgents: 20,
  maxQueueBytes: 16 * 1024 * 1024,
  maxCapturedBytes: 1024 * 1024,
  streamIdleTimeoutMs: 300_000,
  requestTimeoutMs: 5_000,
  maxSeries: 1_000,
} as const;

export type TracingLimits = { readonly [Name in keyof typeof LIMITS]: number };

export function limitsOf(options: TracingOptions): TracingLimits {
  const { emfAgents, maxQueueBytes, maxCapturedBytes, streamIdleTimeoutMs, requestTimeoutMs, maxSeries } =
    options;
  return {
    emfAgents: emfAgents ?? LIMITS.emfAgents,
    maxQueueBytes: maxQueueBytes ?? LIMITS.maxQueueBytes,
    maxCapturedBytes: maxCapturedBytes ?? LIMITS.maxCapturedBytes,
    streamIdleTimeoutMs: streamIdleTimeoutMs ?? LIMITS.streamIdleTimeoutMs,
    requestTimeoutMs: requestTimeoutMs ?? LIMITS.requestTimeoutMs,
    maxSeries: maxSeries ?? LIMITS.maxSeries,
  };
}

const OTHERS = [
  "prices",
  "budgets",
  "scrubbing",
  "scrubRules",
  "emf",
] as const satisfies readonly (keyof TracingOptions)[];

/** A sentence for each limit that is none, and for each option that there is not. */
export function problemsOfOptions(options: TracingOptions): readonly string[] {
  const names: readonly string[] = [...OTHERS, ...Object.keys(LIMITS)];
  const unknown = Object.keys(options).filter((name) => !names.includes(name));
  const limits = Object.entries(LIMITS).flatMap(([name, usual]) => {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || (typeof value === "number" && Number.isInteger(value) && value > 0)) return [];
    return [`${name} is ${String(value)}: give a whole number above 0, or leave it out for ${usual}.`];
  });
  return [...unknown.map((name) => `There is no option ${name}: there are ${names.join(", ")}.`), ...limits];
}
