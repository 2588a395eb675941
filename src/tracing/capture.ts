import type { ScrubText } from "./privacy/rules";
import { snapshot } from "./privacy/snapshot";

const TRUNCATED = "…[truncated]";

/**
 * What a stream gave, up to a bound: text as one text, anything else as a list.
 *
 * Pieces of text are scrubbed together, since a secret may lie across two of them.
 */
export class Capture {
  readonly #chunks: unknown[] = [];
  #bytes = 0;
  #isFull = false;

  constructor(
    private readonly maxBytes: number,
    private readonly scrub: ScrubText | undefined,
  ) {}

  add(value: unknown): void {
    if (this.#isFull) return;
    const taken = snapshot(value, { maxBytes: this.maxBytes - this.#bytes });
    this.#bytes += taken.bytes;
    this.#isFull = this.#bytes >= this.maxBytes;
    this.#chunks.push(taken.value);
  }

  value(): unknown {
    const isText = this.#chunks.length > 0 && this.#chunks.every((chunk) => typeof chunk === "string");
    if (isText) {
      const text = this.#chunks.join("");
      return this.#isFull && !text.endsWith(TRUNCATED) ? `${text}${TRUNCATED}` : text;
    }
    const chunks = this.scrub === undefined ? this.#chunks : scrubAcross(this.#chunks, this.scrub);
    return { chunks, ...(this.#isFull && { truncated: true }) };
  }
}

/** A string inside of a chunk, and how to replace it. */
interface Leaf {
  readonly text: string;
  replace(text: string): void;
}

/**
 * Strings that stand at the same place in one chunk after the other are one text in pieces, such as the content of a
 * message. Where the whole holds a secret that no piece shows, the pieces are replaced by the scrubbed whole in the first.
 */
function scrubAcross(chunks: readonly unknown[], scrub: ScrubText): readonly unknown[] {
  const copies = [...chunks];
  const byPlace = new Map<string, Leaf[]>();
  copies.forEach((chunk, index) => {
    collect(
      chunk,
      "",
      (text) => {
        copies[index] = text;
      },
      byPlace,
    );
  });
  for (const leaves of byPlace.values()) {
    if (leaves.length < 2) continue;
    const whole = leaves.map(({ text }) => text).join("");
    const scrubbed = scrub(whole);
    if (scrubbed === whole) continue;
    leaves.forEach((leaf, index) => {
      leaf.replace(index === 0 ? scrubbed : "");
    });
  }
  return copies;
}

function collect(
  value: unknown,
  place: string,
  replace: (text: string) => void,
  byPlace: Map<string, Leaf[]>,
): void {
  if (typeof value === "string") {
    const leaves = byPlace.get(place) ?? [];
    leaves.push({ text: value, replace });
    byPlace.set(place, leaves);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, `${place}.${key}`, (text) => Reflect.set(value, key, text), byPlace);
    }
  }
}
