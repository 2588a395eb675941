import type { ChangeReport } from "../changes";
import type { Missing } from "./left-out";
import { byName } from "./names";
import { bytes, Part } from "./part";
import type { Room } from "./room";
import { groupTable, leastRow, typesInWords } from "./tables";

/** A table of changes, with as many rows as there is room for, and a word on what the others are. */
export class Rows {
  readonly part: Part;
  readonly rest: Part;
  readonly #room: Room;
  readonly #missing: Missing;
  readonly #row: (change: ChangeReport) => string;
  readonly #changes: readonly ChangeReport[];

  constructor(
    room: Room,
    changes: readonly ChangeReport[],
    missing: Missing,
    {
      table,
      rest,
      row,
    }: {
      readonly table: (rows: string) => string;
      readonly rest: (text: string) => string;
      readonly row: (change: ChangeReport) => string;
    },
  ) {
    this.part = new Part(table);
    this.rest = new Part(rest);
    this.#room = room;
    this.#missing = missing;
    this.#row = row;
    this.#changes = inOrder(changes, room);
    room.owe(missing, changes.length);
  }

  get isWhole(): boolean {
    return this.part.pieces.length === this.#changes.length;
  }

  /** Adds rows up to `most`, as they fit. */
  grow(most = this.#changes.length): void {
    const { pieces } = this.part;
    for (const change of this.#changes.slice(pieces.length, most)) {
      if (!this.#room.add(this.part, this.#row(change), this.#missing)) return;
    }
  }

  /** Says of which types those without a row are; some rows make room for it. */
  sumUp(): void {
    const { pieces } = this.part;
    if (this.isWhole) return;
    const most = Math.max(this.#room.left - this.rest.frame, bytes(this.part.text) / 4);
    const made = (make: Summary) => make(this.#changes.slice(pieces.length));
    const summary = SUMMARIES.find((make) => bytes(made(make) ?? " ".repeat(most + 1)) + SLACK <= most);
    if (summary === undefined) return;
    const size = bytes(made(summary) ?? "") + this.rest.frame + SLACK;
    while (pieces.length > 0 && this.#room.left < size) this.#room.remove(this.part, this.#missing);
    this.#room.add(this.rest, made(summary) ?? "");
  }
}

type Summary = (changes: readonly ChangeReport[]) => string | undefined;

const SUMMARIES: readonly Summary[] = [groupTable, (changes) => `${typesInWords(changes)}.\n`];

/** What a summary may take more for the rows that make room for it. */
const SLACK = 100;

/** By name where all of them may fit; else in the plan's order, which is by address: sorting thousands takes long. */
function inOrder(changes: readonly ChangeReport[], { left }: Room): readonly ChangeReport[] {
  let least = 0;
  for (const each of changes) {
    least += leastRow(each);
    if (least >= left) return changes;
  }
  return [...changes].sort(byName);
}
