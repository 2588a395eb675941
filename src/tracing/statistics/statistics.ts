import type { ExecutionRecord, ModelCall } from "../records";
import { Days } from "./days";
import { Series, type SeriesSnapshot } from "./series";
import { SeriesMap } from "./series-map";

/** Statistics as plain JSON. */
export interface StatisticsSnapshot {
  readonly version: 1;
  readonly total: SeriesSnapshot;
  /** Named by the UTC day on which executions and calls ended, such as "2026-11-24"; the last 31, the latest first. */
  readonly days: readonly SeriesSnapshot[];
  readonly agents: readonly SeriesSnapshot[];
  /** Named `agent/worker`. */
  readonly workers: readonly SeriesSnapshot[];
  readonly models: readonly SeriesSnapshot[];
  readonly users: readonly SeriesSnapshot[];
}

export interface StatisticsOptions {
  /** Names by agent, by worker, by model and by user that have a series of their own. @default 1000 */
  readonly maxSeries?: number | undefined;
}

/**
 * Counts executions and model calls by agent, worker, model and user, by UTC day and in total, in bounded memory: of each
 * kind the first `maxSeries` names have series of their own, and later ones share the series `(other)`. Names are cut to
 * 200 characters.
 */
export class Statistics {
  #total = newTotal();
  readonly #days = new Days();
  readonly #agents: SeriesMap;
  readonly #workers: SeriesMap;
  readonly #models: SeriesMap;
  readonly #users: SeriesMap;

  constructor({ maxSeries = 1000 }: StatisticsOptions = {}) {
    this.#agents = new SeriesMap(maxSeries, "executions");
    this.#workers = new SeriesMap(maxSeries, "calls");
    this.#models = new SeriesMap(maxSeries, "calls");
    this.#users = new SeriesMap(maxSeries, "executions");
  }

  recordCall(call: ModelCall): void {
    this.#total.recordCall(call);
    this.#days.at(call.endedAt)?.recordCall(call);
    this.#agents.of(call.agent).recordCall(call);
    if (call.worker !== undefined) this.#workers.of(`${call.agent}/${call.worker}`).recordCall(call);
    this.#models.of(call.model).recordCall(call);
    if (call.userId !== undefined) this.#users.of(call.userId).recordCall(call);
  }

  recordExecution(record: ExecutionRecord): void {
    this.#total.recordExecution(record);
    this.#days.at(record.endedAt)?.recordExecution(record);
    this.#agents.of(record.agent).recordExecution(record);
    if (record.userId !== undefined) this.#users.of(record.userId).recordExecution(record);
  }

  snapshot(): StatisticsSnapshot {
    return {
      version: 1,
      total: this.#total.snapshot(),
      days: this.#days.snapshots(),
      agents: this.#agents.snapshots(),
      workers: this.#workers.snapshots(),
      models: this.#models.snapshots(),
      users: this.#users.snapshots(),
    };
  }

  /**
   * Adds what was counted elsewhere, such as in another task: the result is what counting everything here would have given.
   *
   * @throws TypeError for a snapshot of another version
   */
  merge(snapshot: StatisticsSnapshot): void {
    if (snapshot.version !== 1) {
      throw new TypeError(
        `A snapshot of version ${String(snapshot.version)} cannot be merged: this is version 1.`,
      );
    }
    this.#total.merge(snapshot.total);
    this.#days.merge(snapshot.days);
    this.#agents.merge(snapshot.agents);
    this.#workers.merge(snapshot.workers);
    this.#models.merge(snapshot.models);
    this.#users.merge(snapshot.users);
  }

  reset(): void {
    this.#total = newTotal();
    for (const each of [this.#days, this.#agents, this.#workers, this.#models, this.#users]) each.clear();
  }
}

function newTotal(): Series {
  return new Series("total", "executions");
}
