import { DDSketch } from "@datadog/sketches-js";

/** A quantile is at most as far from the true one, as a fraction of it. */
const RELATIVE_ACCURACY = 0.01;

/** Shorter latencies are counted as 0 ms, longer ones as a day: within these bounds a sketch has at most 1,260 bins. */
const SHORTEST_MS = 0.001;
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** A sketch as plain JSON. */
export interface LatencySnapshot {
  readonly count: number;
  readonly sumMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Number of latencies in each bin that has any, by the number of the bin. */
  readonly bins: readonly (readonly [bin: number, count: number])[];
}

/** Quantiles of latencies, in bounded memory. Merging sketches gives what one sketch of everything would. */
export class LatencySketch {
  /** Made with the first latency: most series have few. */
  #sketch: DDSketch | undefined;
  #count = 0;
  /** Whole ones, so that the order of adding makes no difference. */
  #sumMicroseconds = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#count;
  }

  /** What is no latency, such as a negative one, is left out. */
  record(ms: number): void {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) return;
    const bounded = Math.min(ms, LONGEST_MS);
    if (bounded >= SHORTEST_MS) {
      this.#sketch ??= newSketch();
      this.#sketch.accept(bounded);
    }
    this.#add(1, Math.round(bounded * 1000), bounded, bounded);
  }

  /** @returns milliseconds; undefined where nothing was recorded */
  quantile(quantile: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.floor(quantile * (this.#count - 1));
    const zeros = this.#count - (this.#sketch?.store.count ?? 0);
    if (this.#sketch === undefined || rank < zeros) return 0;
    const { store, mapping } = this.#sketch;
    const value = mapping.value(store.keyAtRank(rank - zeros));
    return Math.min(Math.max(value, this.#minMs), this.#maxMs);
  }

  /** Undefined where nothing was recorded. */
  snapshot(): LatencySnapshot | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      sumMs: this.#sumMicroseconds / 1000,
      minMs: this.#minMs,
      maxMs: this.#maxMs,
      bins: this.#sketch === undefined ? [] : binsOf(this.#sketch),
    };
  }

  merge({ count, sumMs, minMs, maxMs, bins }: LatencySnapshot): void {
    for (const [bin, number] of bins) {
      this.#sketch ??= newSketch();
      // the library's own merge loses bin 0, and what is below zero
      this.#sketch.store.add(bin, number);
    }
    this.#add(count, Math.round(sumMs * 1000), minMs, maxMs);
  }

  #add(count: number, microseconds: number, minMs: number, maxMs: number): void {
    this.#count += count;
    this.#sumMicroseconds += microseconds;
    this.#minMs = Math.min(this.#minMs, minMs);
    this.#maxMs = Math.max(this.#maxMs, maxMs);
  }
}

function newSketch(): DDSketch {
  return new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
}

function binsOf({ store: { bins, offset } }: DDSketch): [number, number][] {
  const pairs: [number, number][] = [];
  for (const [index, count] of bins.entries()) if (count > 0) pairs.push([index + offset, count]);
  return pairs;
}
