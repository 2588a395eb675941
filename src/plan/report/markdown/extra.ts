import { htmlText, oneLine } from "../../model/escape";
import { type Missing, missingOf } from "./left-out";
import { bytes, foldedPart, type Part } from "./part";
import type { Room } from "./room";

/** A section that another part adds, folded: the report takes the longest level that fits. */
export interface ExtraSection {
  readonly title: string;
  /** Markdown, from full to short. */
  readonly levels: readonly string[];
}

/** Sections begin with their shortest level, and grow when it is known what is left. */
export class Extra {
  readonly part: Part;
  readonly #levels: readonly string[];
  readonly #room: Room;
  readonly #missing: Missing;
  /** Those from here on are shorter than what is shown. */
  #at: number;

  constructor({ title, levels }: ExtraSection, mask: (text: string) => string, room: Room) {
    const name = mask(title);
    this.part = foldedPart(htmlText(oneLine(name)));
    this.#levels = levels.map(mask);
    this.#room = room;
    this.#missing = missingOf(name);
    this.#at = levels.length;
    room.owe(this.#missing, this.#sizeOf(0));
  }

  shortest(): void {
    this.#take(this.#levels.length - 1);
  }

  /** Takes the longest level of at most so many bytes. */
  grow(most = Number.POSITIVE_INFINITY): void {
    for (let level = 0; level < this.#at; level += 1) {
      if (this.#sizeOf(level) <= most && this.#take(level)) return;
    }
  }

  #take(level: number): boolean {
    if (level < 0) return false;
    const gained = this.#sizeOf(level) - this.#sizeOf(this.#at);
    if (!this.#room.put(this.part, this.#levels[level] ?? "", this.#missing, gained)) return false;
    this.#at = level;
    return true;
  }

  #sizeOf(level: number): number {
    return bytes(this.#levels[level] ?? "");
  }
}
