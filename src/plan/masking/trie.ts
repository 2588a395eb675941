import { unitAt } from "./units";

const ROOT = 0;

/** The prefixes of patterns as the states of an automaton: each knows the longest other one that it ends with. */
export class Trie {
  /** How many patterns there are. */
  size = 0;
  #states = 1;
  /** Of each state: the unit that leads to it, how many do, the first state after it, the next one after the same. */
  readonly #units: Uint16Array;
  readonly #depths: Int32Array;
  readonly #firsts: Int32Array;
  readonly #siblings: Int32Array;
  /** States that are not the first after another, by that one and their unit. */
  readonly #others = new Map<number, number>();
  /** The longest prefix that a state ends with, other than itself. */
  readonly #suffixes: Int32Array;
  /** Whether a pattern ends here, and the length of the longest that does. */
  readonly #isWhole: Uint8Array;
  readonly #longest: Int32Array;
  /** All, the less deep first. */
  readonly #order: Int32Array;
  #isLinked = false;

  constructor(patterns: readonly string[]) {
    const most = patterns.reduce((sum, { length }) => sum + length, 1);
    this.#units = new Uint16Array(most);
    this.#depths = new Int32Array(most);
    this.#firsts = new Int32Array(most);
    this.#siblings = new Int32Array(most);
    this.#suffixes = new Int32Array(most);
    this.#isWhole = new Uint8Array(most);
    this.#longest = new Int32Array(most);
    this.#order = new Int32Array(most);
    for (const pattern of patterns) this.#add(pattern);
    this.#findSuffixes();
  }

  /** The state after a part of a text; 0 where no pattern begins so. */
  reach(text: string, start: number, end: number): number {
    let state = ROOT;
    for (let at = start; at < end; at += 1) {
      state = this.#after(state, unitAt(text, at));
      if (state === ROOT) return ROOT;
    }
    return state;
  }

  /** The state after one more unit; 0 where only less than `least` units are of a pattern before it. */
  next(from: number, text: string, at: number, least: number): number {
    const unit = unitAt(text, at);
    for (let state = from; (this.#depths[state] ?? 0) >= least; state = this.#suffixes[state] ?? ROOT) {
      const next = this.#after(state, unit);
      if (next !== ROOT) return next;
    }
    return ROOT;
  }

  /** The length of the longest pattern that ends at a state; 0 where none does. */
  longestAt(state: number): number {
    if (!this.#isLinked) this.#link();
    return this.#longest[state] ?? 0;
  }

  /** The patterns that end at a state are none any more. */
  forget(from: number): void {
    for (let state = from; state !== ROOT; state = this.#suffixes[state] ?? ROOT) {
      if (this.#isForgotten(state)) return;
      if (this.#isWhole[state] === 1) this.size -= 1;
      this.#isWhole[state] = FORGOTTEN;
    }
    this.#isLinked = false;
  }

  #isForgotten(state: number): boolean {
    return this.#isWhole[state] === FORGOTTEN;
  }

  #add(pattern: string): void {
    let state = ROOT;
    for (let at = 0; at < pattern.length; at += 1) {
      const unit = unitAt(pattern, at);
      const next = this.#after(state, unit);
      state = next === ROOT ? this.#grow(state, unit) : next;
    }
    if (this.#isWhole[state] === 1) return;
    this.#isWhole[state] = 1;
    this.size += 1;
  }

  #grow(from: number, unit: number): number {
    const state = this.#states;
    this.#states += 1;
    this.#units[state] = unit;
    this.#depths[state] = (this.#depths[from] ?? 0) + 1;
    const first = this.#firsts[from] ?? ROOT;
    if (first === ROOT) this.#firsts[from] = state;
    else {
      this.#siblings[state] = this.#siblings[first] ?? ROOT;
      this.#siblings[first] = state;
      this.#others.set(from * UNITS + unit, state);
    }
    return state;
  }

  #after(state: number, unit: number): number {
    const first = this.#firsts[state] ?? ROOT;
    if (first === ROOT || this.#units[first] === unit) return first;
    return this.#siblings[first] === ROOT ? ROOT : (this.#others.get(state * UNITS + unit) ?? ROOT);
  }

  #findSuffixes(): void {
    let count = 1;
    for (let index = 0; index < count; index += 1) {
      const from = this.#order[index] ?? ROOT;
      for (let state = this.#firsts[from] ?? ROOT; state !== ROOT; state = this.#siblings[state] ?? ROOT) {
        this.#order[count] = state;
        count += 1;
        if (from !== ROOT) this.#suffixes[state] = this.#suffixOf(from, this.#units[state] ?? 0);
      }
    }
  }

  #suffixOf(from: number, unit: number): number {
    for (let state = from; state !== ROOT; ) {
      state = this.#suffixes[state] ?? ROOT;
      const next = this.#after(state, unit);
      if (next !== ROOT) return next;
    }
    return ROOT;
  }

  #link(): void {
    for (let index = 1; index < this.#states; index += 1) {
      const state = this.#order[index] ?? ROOT;
      this.#longest[state] =
        this.#isWhole[state] === 1
          ? (this.#depths[state] ?? 0)
          : (this.#longest[this.#suffixes[state] ?? ROOT] ?? 0);
    }
    this.#isLinked = true;
  }
}

const UNITS = 0x10000;
const FORGOTTEN = 2;
