/** Code units that a pattern is found by; shorter ones are not looked for. */
export const WINDOW = 8;
/** How far into a pattern its window may be. */
const FARTHEST = 48;

/** 128 KiB: a processor's second cache. */
const BITS = 20;

/**
 * The hash of the last eight code units, by the one before: each unit moves up by four of 32 bits with each further one, and is gone
 * after eight.
 */
export function roll(hash: number, unit: number): number {
  return ((hash << 4) + Math.imul(unit, 0x9e3779b1)) | 0;
}

/** Whether the bit of a hash is set: where not, no pattern has it. */
export function isIn(bits: Uint8Array, hash: number): boolean {
  return ((bits[hash >>> (32 - BITS + 3)] ?? 0) & (1 << ((hash >>> (32 - BITS)) & 7))) !== 0;
}

export interface Pattern {
  readonly units: string;
}

/** A pattern that may be where its window is. */
export interface Found<P> {
  readonly pattern: P;
  readonly index: number;
  /** Units of the pattern before the window's end. */
  readonly before: number;
  /** Another one that is found in the same way. */
  readonly other: Found<P> | undefined;
}

/** Finds, by the hash of eight units, the patterns that a text may hold there: one look for all of them. */
export class Windows<P extends Pattern> {
  /** One bit for each value that the upper bits of a hash may have. */
  readonly bits = new Uint8Array(1 << (BITS - 3));
  readonly #byHash = new Map<number, Found<P>>();

  /** @param patterns those shorter than eight units are left out */
  constructor(readonly patterns: readonly P[]) {
    for (const [index, pattern] of patterns.entries()) {
      if (pattern.units.length >= WINDOW) this.#add(pattern, index);
    }
  }

  at(hash: number): Found<P> | undefined {
    return this.#byHash.get(hash);
  }

  #add(pattern: P, index: number): void {
    const { units } = pattern;
    const before = windowOf(units, (end) => this.#byHash.has(hashAt(units, end)));
    const hash = hashAt(units, before);
    const byte = hash >>> (32 - BITS + 3);
    this.bits[byte] = (this.bits[byte] ?? 0) | (1 << ((hash >>> (32 - BITS)) & 7));
    this.#byHash.set(hash, { pattern, index, before, other: this.#byHash.get(hash) });
  }
}

function hashAt(units: string, end: number): number {
  let hash = 0;
  for (let at = end - WINDOW; at < end; at += 1) hash = roll(hash, units.charCodeAt(at));
  return hash;
}

/**
 * Where the window ends that a pattern is best found by: the first that no other has and that is not of few characters, such as
 * `--------` or `postgres`, which many texts hold.
 */
export function windowOf(units: string, isTaken: (end: number) => boolean): number {
  const last = Math.min(units.length, FARTHEST + WINDOW);
  let best = WINDOW;
  let most = Number.NEGATIVE_INFINITY;
  for (let end = WINDOW; end <= last && most < ENOUGH; end += 1) {
    const worth = variety(units, end) - (isTaken(end) ? WINDOW : 0);
    if (worth <= most) continue;
    best = end;
    most = worth;
  }
  return best;
}

const ENOUGH = 6;

/** How many different units a window has, or a little less. */
function variety(units: string, end: number): number {
  let seen = 0;
  let different = 0;
  for (let at = end - WINDOW; at < end; at += 1) {
    const bit = 1 << (units.charCodeAt(at) & 31);
    if ((seen & bit) === 0) different += 1;
    seen |= bit;
  }
  return different;
}
