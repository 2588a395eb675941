import { htmlText, oneLine } from "../../model/escape";
import { folded } from "./details";
import type { Room } from "./room";

/** A section that another part adds, folded: the report takes the longest level that fits. */
export interface ExtraSection {
  readonly title: string;
  /** Markdown, from full to short. */
  readonly levels: readonly string[];
}

/** Sections begin with their shortest level, and grow when it is known what is left. */
export class Extra {
  readonly #levels: readonly string[];
  #at: number;

  constructor({ title, levels }: ExtraSection, mask: (text: string) => string, room: Room) {
    this.#levels = levels.map((level) => folded(htmlText(oneLine(mask(title))), mask(level)));
    this.#at = room.take(this.#levels.at(-1) ?? "") ? this.#levels.length - 1 : this.#levels.length;
  }

  grow(room: Room): void {
    const own = this.text;
    room.give(Buffer.byteLength(own));
    const better = this.#levels.findIndex((level, index) => index <= this.#at && room.take(level));
    if (better < 0) room.take(own);
    else this.#at = better;
  }

  /** Empty where not even the shortest level fits. */
  get text(): string {
    return this.#levels[this.#at] ?? "";
  }

  get isShortened(): boolean {
    return this.#at > 0;
  }
}
