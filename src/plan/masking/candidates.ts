import { isHarmless, isPlainWord } from "./harmless";
import { isSecretName } from "./names";
import { leavesOf, linesOf, passwordsOf } from "./pieces";

/** Shorter strings are hidden where they are, not everywhere. */
export const SHORTEST = 8;

/** What may be a secret, and how sure that is. */
export class Candidates {
  /** Masked everywhere. */
  readonly certain = new Set<string>();
  /** A plain word, or a part of something sensitive that may be public: masked unless it stands somewhere as a value of its own that is not marked. */
  readonly doubtful = new Set<string>();
  readonly #seen = new Set<string>();

  /** A string that is marked, or whose name says that it is a secret; and what is in it. */
  add(value: string): void {
    // the same in a change, its state and its plan
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    this.#addOne(value);
    for (const password of passwordsOf(value)) this.#addOne(password);
    for (const { name, leaf } of leavesOf(value)) {
      if (name !== undefined && isSecretName(name)) this.#addOne(leaf);
      else this.#doubt(leaf);
      for (const password of passwordsOf(leaf)) this.#addOne(password);
    }
    for (const line of linesOf(value)) this.#doubt(line);
  }

  #addOne(value: string): void {
    if (value.length < SHORTEST || isHarmless(value)) return;
    if (isPlainWord(value)) this.doubtful.add(value);
    else this.certain.add(value);
  }

  #doubt(value: string): void {
    if (value.length >= SHORTEST && !isHarmless(value) && !/^[\d.,]*$/.test(value)) this.doubtful.add(value);
  }
}
