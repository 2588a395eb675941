import { changeDetails } from "./details";
import { MISSING } from "./left-out";
import { lossesWithin } from "./loss-levels";
import type { Loss } from "./losses";
import { bytes, Part } from "./part";
import type { Room } from "./room";
import { Section } from "./section";

/**
 * What is destroyed or replaced: rows that tell all about it for as many as fit while the others are named, together with those that
 * it happens to for the same reason. Where there is no room for all names, the others are counted by type.
 */
export class Lost {
  readonly part = new Part((body) => `### Destroyed or replaced\n\n${body}`);
  readonly details: readonly Section<Loss>[];
  readonly #losses: readonly Loss[];
  readonly #room: Room;
  #told = 0;
  #named = 0;

  constructor(room: Room, losses: readonly Loss[]) {
    this.#room = room;
    this.#losses = losses;
    room.owe(MISSING.lossNames, losses.length);
    room.owe(MISSING.lossRemarks, losses.length);
    this.details = (["replace", "destroy"] as const).map(
      (kind) =>
        new Section(
          room,
          new Part(),
          kind === "replace" ? MISSING.replaced : MISSING.destroyed,
          losses.filter(({ change }) => change.kind === kind),
          ({ change, stack }) => changeDetails(change, stack),
        ),
    );
  }

  /**
   * Names what there is room for, and tells the rest about as many as fit; a second time also with what has become free since.
   *
   * @param share of the room that may be taken by more than names
   */
  grow(share = 1): void {
    const { leftOut, left } = this.#room;
    const count = this.#losses.length;
    if (this.#told === count) return;
    const most = left + bytes(this.part.pieces.join("")) - (this.part.isEmpty ? this.part.frame : 0);
    const { text, told, named } = lossesWithin(this.#losses, most, most * share);
    if (text === "" || !this.#room.put(this.part, text, MISSING.lossNames, named - this.#named)) return;
    leftOut.change(MISSING.lossRemarks, this.#told - told);
    this.#told = told;
    this.#named = named;
  }

  /** Whether all about them is told, but for their attributes. */
  get areTold(): boolean {
    return this.#told === this.#losses.length;
  }
}
