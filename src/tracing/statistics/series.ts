import { isPlausible } from "../cost/usage";
import type { CallCost, ExecutionRecord, ModelCall, Outcome, TokenUsage } from "../records";
import { LatencySketch, type LatencySnapshot } from "./latency";

/** How many ended, and how. */
export type OutcomeCounts = { readonly count: number } & { readonly [Each in Outcome]: number };

/** Three things that stand side by side: calls that are unpriced or unmeasured are not in `usd`. */
export interface CostTotals {
  /** Cost of the priced calls. */
  readonly usd: number;
  readonly pricedCalls: number;
  /** Calls of models that have no price. */
  readonly unpricedCalls: number;
  /** Calls that nobody reported tokens of. */
  readonly unmeasuredCalls: number;
}

/** Milliseconds, within 1 % of the true quantiles. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What was counted under one name. */
export interface SeriesSnapshot {
  readonly name: string;
  /** None in series by worker and by model. */
  readonly executions: OutcomeCounts;
  readonly calls: OutcomeCounts;
  /**
   * Succeeded, of those that succeeded or failed: executions, or calls in series by worker and by model. From 0 to 1,
   * absent where neither was seen.
   */
  readonly successRate?: number;
  /** Of executions, or of calls in series by worker and by model. Absent where there were none. */
  readonly latencyMs?: Latency;
  /** Cached input is part of input, reasoning part of output. */
  readonly tokens: TokenUsage;
  readonly cost: CostTotals;
  /** What `latencyMs` was taken from, to merge it with others. */
  readonly latencySketch?: LatencySnapshot;
}

/** What a series' latency and success rate are of. */
export type Measured = "executions" | "calls";

type Mutable<T> = { -readonly [Each in keyof T]: T[Each] };

export class Series {
  readonly #executions = noOutcomes();
  readonly #calls = noOutcomes();
  readonly #tokens: Mutable<TokenUsage> = { input: 0, cachedInput: 0, output: 0, reasoning: 0 };
  readonly #cost: Mutable<CostTotals> = { usd: 0, pricedCalls: 0, unpricedCalls: 0, unmeasuredCalls: 0 };
  readonly #latency = new LatencySketch();

  constructor(
    private readonly name: string,
    private readonly measured: Measured,
  ) {}

  recordCall({ outcome, usage, cost, latencyMs }: ModelCall): void {
    this.#calls.count += 1;
    this.#calls[outcome] += 1;
    if (this.measured === "calls") this.#latency.record(latencyMs);
    if (usage !== undefined && isPlausible(usage)) this.#addTokens(usage);
    this.#addCost(cost);
  }

  recordExecution({ outcome, latencyMs }: ExecutionRecord): void {
    this.#executions.count += 1;
    this.#executions[outcome] += 1;
    if (this.measured === "executions") this.#latency.record(latencyMs);
  }

  merge({ executions, calls, tokens, cost, latencySketch }: SeriesSnapshot): void {
    addOutcomes(this.#executions, executions);
    addOutcomes(this.#calls, calls);
    this.#addTokens(tokens);
    this.#cost.usd = addUsd(this.#cost.usd, cost.usd);
    this.#cost.pricedCalls += cost.pricedCalls;
    this.#cost.unpricedCalls += cost.unpricedCalls;
    this.#cost.unmeasuredCalls += cost.unmeasuredCalls;
    if (latencySketch !== undefined) this.#latency.merge(latencySketch);
  }

  snapshot(): SeriesSnapshot {
    const { succeeded, failed } = this.measured === "calls" ? this.#calls : this.#executions;
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((each) => this.#latency.quantile(each));
    const latencySketch = this.#latency.snapshot();
    return {
      name: this.name,
      executions: { ...this.#executions },
      calls: { ...this.#calls },
      ...(succeeded + failed > 0 && { successRate: succeeded / (succeeded + failed) }),
      ...(p50 !== undefined && p95 !== undefined && p99 !== undefined && { latencyMs: { p50, p95, p99 } }),
      tokens: { ...this.#tokens },
      cost: { ...this.#cost },
      ...(latencySketch !== undefined && { latencySketch }),
    };
  }

  #addTokens({ input, cachedInput, output, reasoning }: TokenUsage): void {
    this.#tokens.input += input;
    this.#tokens.cachedInput += cachedInput;
    this.#tokens.output += output;
    this.#tokens.reasoning += reasoning;
  }

  #addCost(cost: CallCost): void {
    if (cost.kind === "unpriced") this.#cost.unpricedCalls += 1;
    else if (cost.kind === "unmeasured" || !Number.isFinite(cost.usd)) this.#cost.unmeasuredCalls += 1;
    else {
      this.#cost.pricedCalls += 1;
      this.#cost.usd = addUsd(this.#cost.usd, cost.usd);
    }
  }
}

/** To 10^-12 USD, so that neither the order of adding nor the noise of binary fractions shows. */
export function addUsd(a: number, b: number): number {
  return Math.round((a + b) * 1e12) / 1e12;
}

function noOutcomes(): Mutable<OutcomeCounts> {
  return { count: 0, succeeded: 0, failed: 0, cancelled: 0, refused: 0 };
}

function addOutcomes(to: Mutable<OutcomeCounts>, from: OutcomeCounts): void {
  to.count += from.count;
  to.succeeded += from.succeeded;
  to.failed += from.failed;
  to.cancelled += from.cancelled;
  to.refused += from.refused;
}
