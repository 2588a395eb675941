import { type Found, WINDOW, windowOf } from "./windows";

/** Code units that decide how far to go on. */
const BLOCK = 3;
const BITS = 16;

/**
 * Finds any number of strings in a text, as they are, looking at every sixth character or so: where no string has three units that are read, none
 * ends within the next ones.
 *
 * @see "A fast algorithm for multi-pattern searching", Wu and Manber, 1994
 */
export class LiteralSearch {
  /** By the hash of a block: how far the end of a window is at least. */
  readonly #shifts = new Uint8Array(1 << BITS).fill(WINDOW - BLOCK + 1);
  readonly #byBlock = new Map<number, Found<string>>();

  /** @param strings those shorter than eight units are left out */
  constructor(strings: readonly string[]) {
    for (const [index, pattern] of strings.entries()) if (pattern.length >= WINDOW) this.#add(pattern, index);
  }

  /** Each place where a string stands, with its number; of one that overlaps itself, its parts. */
  find(text: string, found: (index: number, start: number, end: number) => void): void {
    if (this.#byBlock.size === 0) return;
    const shifts = this.#shifts;
    const ends: number[] = [];
    for (let end = WINDOW; end <= text.length; ) {
      const block = blockAt(text, end);
      const shift = shifts[block] ?? 1;
      if (shift > 0) {
        end += shift;
        continue;
      }
      for (let each = this.#byBlock.get(block); each !== undefined; each = each.other) {
        const { pattern, index } = each;
        const start = end - each.before;
        if (start < 0 || !hasAt(text, start, pattern, Math.max(0, (ends[index] ?? 0) - start))) continue;
        ends[index] = start + pattern.length;
        found(index, start, start + pattern.length);
      }
      end += 1;
    }
  }

  #add(pattern: string, index: number): void {
    const before = windowOf(pattern, (end) => this.#byBlock.has(blockAt(pattern, end)));
    for (let end = before - WINDOW + BLOCK; end <= before; end += 1) {
      const block = blockAt(pattern, end);
      this.#shifts[block] = Math.min(this.#shifts[block] ?? 0, before - end);
    }
    const block = blockAt(pattern, before);
    this.#byBlock.set(block, { pattern, index, before, other: this.#byBlock.get(block) });
  }
}

/** The hash of the units before `end`. */
function blockAt(text: string, end: number): number {
  const sum =
    Math.imul(text.charCodeAt(end - 1), 0x9e3779b1) +
    Math.imul(text.charCodeAt(end - 2), 0x85ebca6b) +
    Math.imul(text.charCodeAt(end - 3), 0xc2b2ae35);
  return sum >>> (32 - BITS);
}

function hasAt(text: string, start: number, units: string, from: number): boolean {
  if (start + units.length > text.length) return false;
  for (let index = from; index < units.length; index += 1) {
    if (text.charCodeAt(start + index) !== units.charCodeAt(index)) return false;
  }
  return true;
}
