import { LeftOut, type Missing } from "./left-out";
import { bytes, type Part } from "./part";

/**
 * What may still be written, with the sentence on what is left out reckoned in: after each step the report is within its limit, and
 * says what it lacks.
 */
export class Room {
  readonly leftOut = new LeftOut();
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  /** In bytes; negative where not even the sentence fits. */
  get left(): number {
    return this.#left - this.leftOut.size;
  }

  /** Says that something will be left out unless there is room for it. */
  owe(missing: Missing, count: number): void {
    if (count > 0) this.leftOut.change(missing, count);
  }

  /** Adds a piece where it fits, and what it tells is left out no longer. */
  add(part: Part, piece: string, missing?: Missing, count = 1): boolean {
    const size = bytes(piece) + (part.isEmpty ? part.frame : 0);
    if (!this.#take(size, missing, count)) return false;
    part.pieces.push(piece);
    return true;
  }

  /** Puts a piece in the place of all that a part has, where it fits. */
  put(part: Part, piece: string, missing?: Missing, count = 1): boolean {
    const before = part.isEmpty ? -part.frame : bytes(part.pieces.join(""));
    if (!this.#take(bytes(piece) - before, missing, count)) return false;
    part.pieces.splice(0, part.pieces.length, piece);
    return true;
  }

  /** Takes the last piece away again. */
  remove(part: Part, missing: Missing): void {
    const piece = part.pieces.pop();
    if (piece === undefined) return;
    this.#left += bytes(piece) + (part.isEmpty ? part.frame : 0);
    this.leftOut.change(missing, 1);
  }

  /** Takes all of a part away again; what it told is said otherwise. */
  clear(part: Part): void {
    if (part.isEmpty) return;
    this.#left += bytes(part.pieces.join("")) + part.frame;
    part.pieces.length = 0;
  }

  #take(size: number, missing: Missing | undefined, count: number): boolean {
    if (missing !== undefined) this.leftOut.change(missing, -count);
    if (size <= this.left) {
      this.#left -= size;
      return true;
    }
    if (missing !== undefined) this.leftOut.change(missing, count);
    return false;
  }
}
