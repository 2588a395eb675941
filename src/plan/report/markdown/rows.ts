import type { ChangeReport } from "../changes";
import { Groups } from "./groups";
import type { Missing } from "./left-out";
import { byName } from "./names";
import { bytes, type Part } from "./part";
import type { Room } from "./room";
import { leastRow } from "./tables";

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
      readonly table: Part;
      readonly rest: Part;
      readonly row: (change: ChangeReport) => string;
    },
  ) {
    this.part = table;
    this.rest = rest;
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

  /** Says of which types all are, until rows tell it. */
  begin(): void {
    if (this.#changes.length > 0) this.#room.add(this.rest, typesOf(new Groups(this.#changes)));
  }

  /** Says of which types those without a row are; some rows make room for it. */
  sumUp(): void {
    const { pieces } = this.part;
    const begun = bytes(this.rest.pieces.join(""));
    this.#room.clear(this.rest);
    this.grow();
    if (this.isWhole) return;
    const { frame } = this.rest;
    const most = Math.max(this.#room.left - frame, bytes(this.part.text) / 4, begun);
    const groups = new Groups(this.#changes.slice(pieces.length));
    const summary = SUMMARIES.find((each) => isWithin(each(groups), most));
    const text = summary?.(groups);
    if (summary === undefined || text === undefined || this.#room.add(this.rest, text)) return;
    const size = bytes(text) + frame + SLACK;
    for (let last = this.#last; last !== undefined && this.#room.left < size; last = this.#last) {
      this.#room.remove(this.part, this.#missing);
      groups.add(last);
    }
    this.#room.add(this.rest, summary(groups) ?? text);
  }

  /** The change of the last row. */
  get #last(): ChangeReport | undefined {
    return this.#changes[this.part.pieces.length - 1];
  }
}

type Summary = (groups: Groups) => string | undefined;

const typesOf = ({ types }: Groups): string => `${types}.\n`;

/** The richest one first. */
const SUMMARIES: readonly Summary[] = [({ table }) => table, typesOf];

function isWithin(text: string | undefined, most: number): boolean {
  return text !== undefined && bytes(text) <= most;
}

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
