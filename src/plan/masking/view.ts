/** A text as it reads when something in it is decoded, and where each of its units is written. */
export interface View {
  readonly text: string;
  /** Where the unit at an index begins in the source. */
  startOf(index: number): number;
  /** Where it ends. */
  endOf(index: number): number;
}

/** A text as it is. */
export function sourceOf(text: string): View {
  return { text, startOf: (index) => index, endOf: (index) => index + 1 };
}

/** Writes a view of a view, part by part: as it is, or decoded. */
export class ViewWriter {
  readonly #from: View;
  #text = "";
  /** Of each part: where it begins here, and there; where it ends there, or how it is written. */
  readonly #parts: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(from: View) {
    this.#from = from;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** From `start` to `end`, as it is. */
  copy(start: number, end: number): void {
    if (start < end) this.#add(this.#from.text.slice(start, end), start, AS_IT_IS);
  }

  /** A code point that is written from `start` to `end`. */
  code(code: number, start: number, end: number): void {
    this.#add(String.fromCodePoint(code > 0x10ffff ? 0xfffd : code), start, end);
  }

  /** ASCII that is written in base64, from a bit on, six of which a digit has. */
  bytes(text: string, bit: number): void {
    if (text !== "") this.#add(text, bit, IN_BITS);
  }

  view(): View {
    const from = this.#from;
    return {
      text: this.#text,
      startOf: (index) => {
        const { start, end, skipped } = this.#at(index);
        if (end === IN_BITS) return from.startOf(digitOf(start + 8 * skipped));
        return from.startOf(end === AS_IT_IS ? start + skipped : start);
      },
      endOf: (index) => {
        const { start, end, skipped } = this.#at(index);
        if (end === IN_BITS) return from.endOf(digitOf(start + 8 * skipped + 7));
        return from.endOf(end === AS_IT_IS ? start + skipped : end - 1);
      },
    };
  }

  #at(index: number): { readonly start: number; readonly end: number; readonly skipped: number } {
    const part = this.#partOf(index);
    const [begin = 0, start = 0, end = 0] = [this.#parts[part], this.#starts[part], this.#ends[part]];
    return { start, end, skipped: index - begin };
  }

  #add(text: string, start: number, end: number): void {
    this.#parts.push(this.#text.length);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#text += text;
  }

  /** The last part that begins no later. */
  #partOf(index: number): number {
    let low = 0;
    let high = this.#parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#parts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** For the end of a part. */
const AS_IT_IS = -1;
const IN_BITS = -2;

/** Which digit of base64 a bit is in. */
export function digitOf(bit: number): number {
  return Math.floor(bit / 6);
}
