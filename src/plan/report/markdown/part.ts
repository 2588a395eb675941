import { Buffer } from "node:buffer";
import { folded } from "../../model/folded";

/** A place in a report, which shows once it has got a piece. */
export class Part {
  readonly pieces: string[] = [];
  readonly #around: (body: string) => string;
  /** What stands around the pieces, in bytes. */
  readonly frame: number;

  /** @param around what stands around the pieces, such as a fold. @default - nothing */
  constructor(around: (body: string) => string = (body) => body) {
    this.#around = around;
    this.frame = bytes(around(""));
  }

  get isEmpty(): boolean {
    return this.pieces.length === 0;
  }

  get text(): string {
    return this.isEmpty ? "" : this.#around(this.pieces.join(""));
  }
}

/** @param title HTML of our own */
export function foldedPart(
  title: string,
  around: (body: string) => string = (body) => body,
  isOpen = false,
): Part {
  return new Part((body) => `${folded(title, around(body), isOpen)}\n\n`);
}

/** Of UTF-8: GitHub counts a comment's characters and a summary's bytes, and no text has more characters than bytes. */
export function bytes(text: string): number {
  return Buffer.byteLength(text);
}
