import { Buffer } from "node:buffer";

/**
 * What may still be written.
 *
 * In bytes of UTF-8: GitHub counts a comment's characters and a summary's bytes, and no text has more characters than bytes.
 */
export class Room {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get left(): number {
    return this.#left;
  }

  /** Takes room for a text, if there is enough. */
  take(text: string): boolean {
    const size = bytes(text);
    if (size > this.#left) return false;
    this.#left -= size;
    return true;
  }

  /** Gives back, or keeps for later when negative. */
  give(size: number): void {
    this.#left += size;
  }
}

export function bytes(text: string): number {
  return Buffer.byteLength(text);
}
