import { boundedName, OTHER } from "./names";
import { type Measured, Series, type SeriesSnapshot } from "./series";

/** Series by name: so many have one of their own, those that come later share `(other)`. */
export class SeriesMap {
  readonly #series = new Map<string, Series>();

  constructor(
    private readonly maxSeries: number,
    private readonly measured: Measured,
  ) {}

  of(name: string): Series {
    return this.#series.get(name) ?? this.#ofNewName(boundedName(name));
  }

  snapshots(): SeriesSnapshot[] {
    return [...this.#series.values()].map((series) => series.snapshot());
  }

  merge(snapshots: readonly SeriesSnapshot[]): void {
    for (const snapshot of snapshots) this.of(snapshot.name).merge(snapshot);
  }

  clear(): void {
    this.#series.clear();
  }

  #ofNewName(name: string): Series {
    const own = this.#series.size - (this.#series.has(OTHER) ? 1 : 0);
    const key = own < this.maxSeries || this.#series.has(name) ? name : OTHER;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series = new Series(key, this.measured);
    this.#series.set(key, series);
    return series;
  }
}
