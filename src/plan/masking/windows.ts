/** Code units that a pattern is found by; shorter ones are not looked for. */
export const WINDOW = 8;
/** How far into a pattern its window may be. */
export const FARTHEST = 48;

const BITS = 18;

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

interface Found<P> {
  readonly pattern: P;
  readonly index: number;
  /** Units of the pattern before the window's end. */
  readonly before: number;
}

/** Finds, by the hash of eight units, the patterns that a text may hold there: one look for all of them. */
export class Windows<P extends Pattern> {
  /** One bit for each value that the upper bits of a hash may have. */
  readonly bits = new Uint8Array(1 << (BITS - 3));
  readonly #byHash = new Map<number, Found<P>[]>();

  /** @param patterns those shorter than eight units are left out */
  constructor(readonly patterns: readonly P[]) {
    for (const [index, pattern] of patterns.entries()) {
      if (pattern.units.length >= WINDOW) this.#add(pattern, index);
    }
  }

  at(hash: number): readonly Found<P>[] {
    return this.#byHash.get(hash) ?? [];
  }

  #add(pattern: P, index: number): void {
    const { hash, before } = this.#window(pattern.units);
    this.bits[hash >>> (32 - BITS + 3)] =
      (this.bits[hash >>> (32 - BITS + 3)] ?? 0) | (1 << ((hash >>> (32 - BITS)) & 7));
    const found = { pattern, index, before };
    const others = this.#byHash.get(hash);
    if (others) others.push(found);
    else this.#byHash.set(hash, [found]);
  }

  /** The first window that no other pattern has and that is not of few characters, such as `--------` or `postgres`, which many share. */
  #window(units: string): { hash: number; before: number } {
    const last = Math.min(units.length, FARTHEST + WINDOW);
    let best = { hash: 0, before: 0, worth: -1 };
    let hash = 0;
    for (let end = 1; end <= last; end += 1) {
      hash = roll(hash, units.charCodeAt(end - 1));
      if (end < WINDOW) continue;
      const worth = variety(units, end) - Math.min(9, this.#byHash.get(hash)?.length ?? 0);
      if (worth > best.worth || best.before === 0) best = { hash, before: end, worth };
      if (worth >= 6) break;
    }
    return best;
  }
}

/** How many different units a window has. */
function variety(units: string, end: number): number {
  let different = 0;
  for (let at = end - WINDOW; at < end; at += 1)
    if (units.indexOf(units.charAt(at), at + 1) >= end || units.indexOf(units.charAt(at), at + 1) < 0)
      different += 1;
  return different;
}
