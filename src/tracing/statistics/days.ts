import { Series, type SeriesSnapshot } from "./series";

const DAY_MS = 24 * 60 * 60 * 1000;
const LAST_DAY = 100_000_000;

/** As many days are kept, the latest ones. */
const KEPT_DAYS = 31;

/** A series for each UTC day, by its number since 1970. */
export class Days {
  readonly #series = new Map<number, Series>();

  /** @returns undefined for a day older than those that are kept */
  at(ms: number): Series | undefined {
    const day = Math.floor(ms / DAY_MS);
    return this.#series.get(day) ?? this.#ofNewDay(day);
  }

  /** The latest day first. */
  snapshots(): SeriesSnapshot[] {
    return [...this.#series.entries()].sort(([a], [b]) => b - a).map(([, series]) => series.snapshot());
  }

  merge(snapshots: readonly SeriesSnapshot[]): void {
    for (const snapshot of snapshots) this.at(Date.parse(snapshot.name))?.merge(snapshot);
  }

  clear(): void {
    this.#series.clear();
  }

  #ofNewDay(day: number): Series | undefined {
    // a clock that is broken must not break the caller
    if (!(Math.abs(day) <= LAST_DAY)) return undefined;
    if (this.#series.size >= KEPT_DAYS) {
      const oldest = Math.min(...this.#series.keys());
      if (day < oldest) return undefined;
      this.#series.delete(oldest);
    }
    const series = new Series(new Date(day * DAY_MS).toISOString().slice(0, 10), "executions");
    this.#series.set(day, series);
    return series;
  }
}
