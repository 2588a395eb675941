import type { Difference } from "../diff";
import { terminalText } from "../model/escape";
import { differenceLines, type Kind, type Line } from "../report";

/** The attribute diffs of a page: kept as data, and shown when somebody opens one. */
export class Folds {
  readonly #all: (readonly string[])[] = [];

  /** @returns its number; each line begins with its sign */
  add(
    differences: readonly Difference[],
    about?: { readonly kind: Kind; readonly unchanged: number },
  ): number {
    this.#all.push(
      differenceLines(differences, about).map(({ sign, text }: Line) => `${sign}${terminalText(text)}`),
    );
    return this.#all.length - 1;
  }

  get data(): readonly (readonly string[])[] {
    return this.#all;
  }
}
