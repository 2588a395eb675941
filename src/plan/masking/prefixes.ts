import { unitAt } from "./units";

/** 128 KiB: a processor's second cache. */
const BITS = 20;
/** Units of a prefix, where no pattern has fewer. */
const LONGEST = 8;

/** What each ASCII character adds to a hash. */
const SHARES = Int32Array.from({ length: 128 }, (_, code) => share(unitAt(String.fromCharCode(code), 0)));

function share(unit: number): number {
  return Math.imul(unit, 0x9e3779b1);
}

/**
 * Tells of most places in a text that no pattern begins there, by a hash of the last units that rolls along: each moves up with each
 * further one, and is gone after as many as a prefix has.
 */
export class Prefixes {
  /** Units of each prefix. */
  readonly length: number;
  readonly #shift: number;
  /** One bit for each value that the upper bits of a hash may have. */
  readonly #bits = new Uint8Array(1 << (BITS - 3));

  constructor(patterns: readonly string[]) {
    this.length = patterns.reduce((least, { length }) => Math.min(least, length), LONGEST);
    this.#shift = Math.ceil(32 / this.length);
    for (const pattern of patterns) this.#add(this.#hashAt(pattern, this.length));
  }

  /** @returns where the next prefix may end, from `end` on; -1 where none does */
  next(text: string, end: number): number {
    const bits = this.#bits;
    const shift = this.#shift;
    let hash = this.#hashAt(text, end - 1);
    for (let at = end - 1; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      hash = ((hash << shift) + (code < 128 ? (SHARES[code] ?? 0) : share(code))) | 0;
      if (((bits[hash >>> (32 - BITS + 3)] ?? 0) & (1 << ((hash >>> (32 - BITS)) & 7))) !== 0) return at + 1;
    }
    return -1;
  }

  /** Of the units before `end`. */
  #hashAt(text: string, end: number): number {
    let hash = 0;
    for (let at = Math.max(0, end - this.length); at < end; at += 1) {
      hash = ((hash << this.#shift) + share(unitAt(text, at))) | 0;
    }
    return hash;
  }

  #add(hash: number): void {
    const byte = hash >>> (32 - BITS + 3);
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (1 << ((hash >>> (32 - BITS)) & 7));
  }
}
