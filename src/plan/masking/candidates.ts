import { assignedTexts } from "./assigned";
import { isHarmless } from "./harmless";
import { leavesOf, linesOf, passwordsOf } from "./pieces";

/** Shorter strings are hidden where they are, not everywhere. */
export const SHORTEST = 8;

/** What may be a secret. */
export class Candidates {
  readonly all = new Set<string>();
  /** Those that have been looked at: the same stand in a change, its state and its plan. */
  readonly #known = new Set<string>();

  /** A string that is marked, or whose name says that it is a secret, and the strings and lines in it. */
  add(value: string): void {
    if (this.#known.has(value)) return;
    this.#known.add(value);
    this.#addOne(value);
    this.addWithin(value);
    for (const { leaf } of leavesOf(value)) {
      this.#addPart(leaf);
      this.addWithin(leaf);
    }
    for (const line of linesOf(value)) this.#addPart(line);
  }

  /** What a text itself calls a secret: passwords in URLs, variables, private keys. */
  addWithin(value: string): void {
    for (const password of passwordsOf(value)) this.#addOne(password);
    for (const text of assignedTexts(value)) {
      this.#addOne(text);
      for (const line of linesOf(text)) this.#addOne(line);
    }
  }

  #addOne(value: string): void {
    if (value.length >= SHORTEST && !isHarmless(value)) this.all.add(value);
  }

  /** A number is none. */
  #addPart(value: string): void {
    if (!/^[\d.,]*$/.test(value)) this.#addOne(value);
  }
}
