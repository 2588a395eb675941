import { isHarmless } from "./harmless";
import { isSecretName } from "./names";
import { leavesOf, linesOf, passwordsOf } from "./pieces";

/** Shorter strings are hidden where they are, not everywhere. */
export const SHORTEST = 8;

/** What may be a secret, and how sure that is. */
export class Candidates {
  /** Masked everywhere. */
  readonly certain = new Set<string>();
  /** A part of something that is marked as a whole, which may be public: masked unless it stands somewhere as a value that is not marked. */
  readonly doubtful = new Set<string>();
  readonly #marked = new Set<string>();
  readonly #named = new Set<string>();

  /** A string that is marked, and what is in it. Terraform marks a whole document for one secret in it. */
  addMarked(value: string): void {
    // the same in a change, its state and its plan
    if (this.#marked.has(value)) return;
    this.#marked.add(value);
    this.#addWhole(value);
    for (const { name, leaf } of leavesOf(value)) {
      if (name !== undefined && isSecretName(name)) this.#addOne(leaf);
      else this.#doubt(leaf);
      this.addPasswords(leaf);
    }
    for (const line of linesOf(value)) this.#doubt(line);
  }

  /** A string whose name says that it is a secret, and all that is in it. */
  addNamed(value: string): void {
    if (this.#named.has(value)) return;
    this.#named.add(value);
    this.#addWhole(value);
    for (const { leaf } of leavesOf(value)) this.#addWhole(leaf);
    for (const line of linesOf(value)) this.#addOne(line);
  }

  /** The passwords of URLs, wherever they stand. */
  addPasswords(value: string): void {
    for (const password of passwordsOf(value)) this.#addOne(password);
  }

  #addWhole(value: string): void {
    this.#addOne(value);
    this.addPasswords(value);
  }

  #addOne(value: string): void {
    if (value.length < SHORTEST || isHarmless(value)) return;
    this.certain.add(value);
  }

  #doubt(value: string): void {
    if (value.length >= SHORTEST && !isHarmless(value) && !/^[\d.,]*$/.test(value)) this.doubtful.add(value);
  }
}
