import { Prefixes } from "./prefixes";
import { Trie } from "./trie";
import { compact } from "./units";

/** Shorter ones, without what is left out, would be found in every text. */
const FEWEST = 4;

/**
 * Finds any number of patterns in a text without what is left out, in a time that hangs on the text alone. Only states that are a
 * whole prefix deep are followed; the rest of the text is passed over by {@link Prefixes}.
 *
 * @see "Efficient string matching: an aid to bibliographic search", Aho and Corasick, 1975
 */
export class Automaton {
  readonly #trie: Trie;
  readonly #prefixes: Prefixes;

  constructor(patterns: readonly string[]) {
    const units = patterns.map(compact).filter(({ length }) => length >= FEWEST);
    this.#trie = new Trie(units);
    this.#prefixes = new Prefixes(units);
  }

  /** How many patterns there are. */
  get size(): number {
    return this.#trie.size;
  }

  /** The patterns that stand in a text are no longer looked for. */
  forget(text: string): void {
    this.#run(text, (state) => this.#trie.forget(state));
  }

  /** Each place where a pattern ends, with the longest that does. */
  find(text: string, found: (start: number, end: number) => void): void {
    this.#run(text, (state, end) => {
      const length = this.#trie.longestAt(state);
      if (length > 0) found(end - length, end);
    });
  }

  #run(text: string, reached: (state: number, end: number) => void): void {
    if (this.size === 0) return;
    const trie = this.#trie;
    const { length } = this.#prefixes;
    let end = this.#prefixes.next(text, length);
    while (end >= 0) {
      let state = trie.reach(text, end - length, end);
      if (state > 0) reached(state, end);
      while (state > 0 && end < text.length) {
        state = trie.next(state, text, end, length);
        if (state === 0) break;
        end += 1;
        reached(state, end);
      }
      end = this.#prefixes.next(text, end + 1);
    }
  }
}
