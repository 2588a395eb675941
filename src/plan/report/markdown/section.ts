import type { Missing } from "./left-out";
import type { Part } from "./part";
import type { Room } from "./room";

/** Pieces that did not fit one after the other, after which the rest is not tried. */
const MOST_MISFITS = 4;

/** Items of which a report has as many as it has room for; the others are counted. */
export class Section<Item> {
  readonly part: Part;
  readonly #items: readonly Item[];
  readonly #room: Room;
  readonly #missing: Missing;
  readonly #render: (item: Item) => string | undefined;
  #next = 0;

  /** @param render undefined of what has nothing to tell */
  constructor(
    room: Room,
    part: Part,
    missing: Missing,
    items: readonly Item[],
    render: (item: Item) => string | undefined,
  ) {
    this.part = part;
    this.#room = room;
    this.#missing = missing;
    this.#items = items;
    this.#render = render;
    room.owe(missing, items.length);
  }

  /** Adds the items up to `most` that fit. */
  grow(most = this.#items.length): void {
    const end = Math.min(most, this.#items.length);
    for (let misfits = 0; this.#next < end && misfits < MOST_MISFITS; this.#next += 1) {
      const item = this.#items[this.#next];
      const piece = item === undefined ? undefined : this.#render(item);
      if (piece === undefined) this.#room.leftOut.change(this.#missing, -1);
      else if (this.#room.add(this.part, piece, this.#missing)) misfits = 0;
      else misfits += 1;
    }
  }
}
