import type { Mask } from "../masking";

/** Nothing shorter is or names a secret: `PW=a`. */
const SHORTEST = 4;
const LONGEST_KEPT = 256;
const MOST_KEPT = 50_000;

/** Masks the same short texts again and again: names, types, regions. */
export class Masker {
  readonly #mask: Mask;
  readonly #known = new Map<string, string>();

  constructor(mask: Mask) {
    this.#mask = mask;
  }

  readonly text = (text: string): string => {
    if (text.length < SHORTEST) return text;
    if (text.length > LONGEST_KEPT) return this.#mask.text(text);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    const masked = this.#mask.text(text);
    this.#known.set(text, masked);
    return masked;
  };

  isClean(text: string): boolean {
    return this.text(text) === text;
  }
}
