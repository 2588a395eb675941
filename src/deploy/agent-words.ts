import type { AgentFigures, Breach } from "./agents";

/** `10.0 %`, or a dash. */
export function percentWords(percent: number | undefined): string {
  return percent === undefined ? "-" : `${percent.toFixed(1)} %`;
}

/** `1.430 s`, or a dash. */
export function secondsWords(ms: number | undefined): string {
  return ms === undefined ? "-" : `${(ms / 1_000).toFixed(3)} s`;
}

const FOUR_DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4, useGrouping: false });

/** `0.01234`, at least so much (`0.01234+`) where calls lack a price or usage, or a dash. */
export function usdWords({ costPerExecutionUsd, unpricedCalls, unmeasuredCalls }: AgentFigures): string {
  if (costPerExecutionUsd === undefined) return "-";
  return `${FOUR_DIGITS.format(costPerExecutionUsd)}${unpricedCalls + unmeasuredCalls > 0 ? "+" : ""}`;
}

/** The agent, the numbers of both sides, and the limit. */
export function breachWords({ kind, limit, comparison }: Breach): string {
  const { agent, old: before, new: now } = comparison;
  const sides = (words: (figures: AgentFigures) => string): string =>
    `${words(now)} on the new tasks, ${words(before)} on the old ones`;
  const of = (words: string, { executions }: AgentFigures): string => `${words} of ${executions} executions`;
  switch (kind) {
    case "error rate": {
      const rate = (each: AgentFigures): string =>
        `${percentWords(each.errorRatePercent)} (${of(String(each.failures), each)})`;
      return `${agent} fails more often: ${sides(rate)}; the limit is ${limit} percentage points more`;
    }
    case "latency": {
      const p95 = (each: AgentFigures): string => of(`p95 ${secondsWords(each.latencyP95Ms)}`, each);
      return `${agent} is slower: ${sides(p95)}; the limit is ${limit} times`;
    }
    case "cost": {
      const cost = (each: AgentFigures): string =>
        `${usdWords(each)} USD for each of ${each.executions} executions`;
      return `${agent} costs more: ${sides(cost)}; the limit is ${limit} times`;
    }
  }
}
