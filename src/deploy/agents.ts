import type { AgentLimits } from "./agent-limits";
import type { AgentLine } from "./agent-line";

/** An agent on the tasks of one release. */
export interface AgentFigures {
  /** Ended executions, however they ended. */
  readonly executions: number;
  readonly failures: number;
  /** 0 to 100. @default - no execution has ended */
  readonly errorRatePercent?: number | undefined;
  /** 95th percentile, by nearest rank. @default - no execution has ended */
  readonly latencyP95Ms?: number | undefined;
  /** Of priced calls alone. @default - no execution has ended, or no call had both a price and usage */
  readonly costPerExecutionUsd?: number | undefined;
  /** Calls of models without a price, which the cost lacks. */
  readonly unpricedCalls: number;
  /** Calls without reported usage, which the cost lacks. */
  readonly unmeasuredCalls: number;
}

/** An agent on both sides of a deployment. */
export interface AgentComparison {
  readonly agent: string;
  readonly old: AgentFigures;
  readonly new: AgentFigures;
  /** Each side has as many executions as a comparison takes. */
  readonly isComparable: boolean;
}

/** How agents do on the old and on the new tasks, since traffic first reached the new ones. */
export interface AgentsReport {
  /** `family:revision`. */
  readonly oldRelease: string;
  readonly newRelease: string;
  readonly minExecutions: number;
  /** Those with the most executions first. */
  readonly agents: readonly AgentComparison[];
}

/** A limit that an agent broke on the new tasks. */
export interface Breach {
  readonly kind: "error rate" | "latency" | "cost";
  /** The limit that was broken, as `AgentLimits` has it. */
  readonly limit: number;
  readonly comparison: AgentComparison;
}

/** Agents that are told apart; tracing itself names no more than 20 in a process. */
const MOST_AGENTS = 100;
/** As tracing calls the rest. */
const OTHER_AGENTS = "(other)";

/** Adds up what the lines of both releases tell. */
export class AgentTotals {
  readonly #sides: Readonly<Record<"old" | "new", Map<string, Totals>>> = { old: new Map(), new: new Map() };

  constructor(
    private readonly oldRelease: string,
    private readonly newRelease: string,
  ) {}

  /** Lines of other releases count nowhere. */
  add(line: AgentLine): void {
    if (line.release === this.newRelease) this.totals("new", line.agent).add(line);
    else if (line.release === this.oldRelease) this.totals("old", line.agent).add(line);
  }

  report(minExecutions: number): AgentsReport {
    const { oldRelease, newRelease } = this;
    const agents = this.names().map((agent) => {
      const [before, now] = [this.figures("old", agent), this.figures("new", agent)];
      const isComparable = Math.min(before.executions, now.executions) >= Math.max(1, minExecutions);
      return { agent, old: before, new: now, isComparable };
    });
    const size = (each: AgentComparison): number => each.old.executions + each.new.executions;
    agents.sort((a, b) => size(b) - size(a) || (a.agent < b.agent ? -1 : 1));
    return { oldRelease, newRelease, minExecutions, agents };
  }

  private names(): readonly string[] {
    return [...new Set([...this.#sides.old.keys(), ...this.#sides.new.keys()])];
  }

  private totals(side: "old" | "new", agent: string): Totals {
    const known = this.names();
    const name = known.length < MOST_AGENTS || known.includes(agent) ? agent : OTHER_AGENTS;
    const totals = this.#sides[side].get(name) ?? new Totals();
    this.#sides[side].set(name, totals);
    return totals;
  }

  private figures(side: "old" | "new", agent: string): AgentFigures {
    return (this.#sides[side].get(agent) ?? new Totals()).figures();
  }
}

/** Whole numbers are added exactly, in whatever order lines arrive. */
const NANO = 1e9;

class Totals {
  #executions = 0;
  #failures = 0;
  #nanoUsd = 0;
  #unpricedCalls = 0;
  #unmeasuredCalls = 0;
  /** Executions by their latency. */
  readonly #latencies = new Map<number, number>();

  add(line: AgentLine): void {
    this.#executions += line.executions;
    this.#failures += line.failures;
    this.#nanoUsd += Math.round(line.costUsd * NANO);
    this.#unpricedCalls += line.unpricedCalls;
    this.#unmeasuredCalls += line.unmeasuredCalls;
    for (const each of line.latenciesMs) this.#latencies.set(each, (this.#latencies.get(each) ?? 0) + 1);
  }

  figures(): AgentFigures {
    const [executions, failures] = [this.#executions, this.#failures];
    const [unpricedCalls, unmeasuredCalls] = [this.#unpricedCalls, this.#unmeasuredCalls];
    const isCostKnown = this.#nanoUsd > 0 || unpricedCalls + unmeasuredCalls === 0;
    return {
      executions,
      failures,
      unpricedCalls,
      unmeasuredCalls,
      ...(executions > 0 && {
        errorRatePercent: (100 * failures) / executions,
        latencyP95Ms: percentile(this.#latencies, 0.95),
        ...(isCostKnown && { costPerExecutionUsd: this.#nanoUsd / NANO / executions }),
      }),
    };
  }
}

/** The smallest value that so large a share of all values does not exceed; undefined of none. */
function percentile(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const all = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  return sorted.find(([, count]) => {
    seen += count;
    return seen >= share * all;
  })?.[0];
}

/** The limits that new tasks break; of agents with too few executions on a side nothing is said. */
export function breachesOf({ agents }: AgentsReport, limits: AgentLimits): readonly Breach[] {
  return agents
    .filter(({ isComparable }) => isComparable)
    .flatMap((comparison) => {
      const found: Breach[] = [];
      const { maxErrorRateIncrease, maxLatencyRatio, maxCostRatio } = limits;
      if (isAbove(errorRateIncrease(comparison), maxErrorRateIncrease))
        found.push({ kind: "error rate", limit: maxErrorRateIncrease, comparison });
      if (isAbove(latencyRatio(comparison), maxLatencyRatio))
        found.push({ kind: "latency", limit: maxLatencyRatio, comparison });
      if (isAbove(costRatio(comparison), maxCostRatio))
        found.push({ kind: "cost", limit: maxCostRatio, comparison });
      return found;
    });
}

/** What computers lose in divisions breaks no limit. */
const ROUNDING = 1e-9;

function isAbove(value: number | undefined, limit: number): boolean {
  return value !== undefined && value > limit + Math.max(1, limit) * ROUNDING;
}

function errorRateIncrease({ old: before, new: now }: AgentComparison): number | undefined {
  if (before.errorRatePercent === undefined || now.errorRatePercent === undefined) return undefined;
  return now.errorRatePercent - before.errorRatePercent;
}

function latencyRatio({ old: before, new: now }: AgentComparison): number | undefined {
  return ratio(now.latencyP95Ms, before.latencyP95Ms);
}

/** Executions of the old tasks, of which more with a call of unknown cost make its cost too low to be a measure. */
const MOST_INCOMPLETE = 0.1;

function costRatio({ old: before, new: now }: AgentComparison): number | undefined {
  const incomplete = before.unpricedCalls + before.unmeasuredCalls;
  if (incomplete > MOST_INCOMPLETE * before.executions) return undefined;
  return ratio(now.costPerExecutionUsd, before.costPerExecutionUsd);
}

/** Nothing is a multiple of nothing. */
function ratio(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined || before === 0 ? undefined : now / before;
}
