import { markdownFence } from "../../model/escape";
import type { ChangeReport } from "../changes";
import { thousands } from "../counts";
import type { StackReport } from "../report";
import { changeDetails, changePart } from "./details";
import { MISSING } from "./left-out";
import { cell, summaryCode } from "./names";
import { type Others, othersOf } from "./others";
import { foldedPart, Part } from "./part";
import type { Room } from "./room";
import { Rows } from "./rows";
import { Section } from "./section";
import { ADDED_HEAD, addedRow, CHANGE_HEAD, changeRow } from "./tables";

/** More of what is added than a reader takes in at once is folded. */
const MOST_OPEN = 12;

/** A stack's part of a report, without its losses: each section takes what room it is given. */
export class StackSections {
  readonly changed: Rows;
  readonly changedDetails: Section<ChangeReport>;
  readonly added: Rows;
  readonly addedDetails: Section<ChangeReport>;
  readonly others: Others;
  readonly #title = new Part();
  readonly #titleText: string;
  readonly #room: Room;
  #isOpen = false;

  constructor(stack: StackReport, room: Room, isOneOfSeveral: boolean) {
    const { changed, added } = parted(stack);
    const where = isOneOfSeveral ? ` in ${summaryCode(stack.name)}` : "";
    this.#room = room;
    this.#titleText =
      changed.length + (isOneOfSeveral ? added.length : 0) === 0
        ? ""
        : isOneOfSeveral
          ? `### ${cell(stack.name)}\n\n`
          : "### Changed\n\n";
    this.changed = new Rows(room, changed, MISSING.changedNames, {
      table: new Part((rows) => `${CHANGE_HEAD}${rows}\n`),
      rest: new Part((text) => `Not named here:\n\n${text}\n`),
      row: changeRow,
    });
    this.changedDetails = new Section(room, new Part(), MISSING.changed, changed, (each) =>
      changeDetails(each),
    );
    const count = thousands(added.length);
    this.added = new Rows(room, added, MISSING.addedNames, {
      table: foldedPart(
        `${count} to add or read`,
        (rows) => `${ADDED_HEAD}${rows}`,
        added.length <= MOST_OPEN,
      ),
      rest: foldedPart(`Of the ${count} to add or read, those not named`),
      row: addedRow,
    });
    // they say what will be, and nothing is compared: one block for all
    this.addedDetails = new Section(
      room,
      foldedPart("Attributes of what is added", (body) => markdownFence(body.trimEnd(), "diff")),
      MISSING.added,
      added,
      changePart,
    );
    this.others = othersOf(stack, where, room);
  }

  /** Takes room for its title, without which its changes are not told. */
  open(): void {
    this.#isOpen = this.#titleText === "" || this.#room.add(this.#title, this.#titleText);
  }

  /** Names those of its changes that fit, and says of which types the others are. */
  growNames(which: "changed" | "added", most?: number): void {
    if (!this.#isOpen) return;
    this[which].grow(most);
    if (most === undefined) this[which].sumUp();
  }

  /** Adds attributes, unless some of the names are missing. */
  growDetails(which: "changed" | "added"): void {
    if (this.#isOpen && this[which].isWhole) this[`${which}Details`].grow();
  }

  /** Without checks, which come before all stacks. */
  get text(): string {
    const { changed, changedDetails, added, addedDetails, others } = this;
    const parts = [
      changed.part,
      changed.rest,
      changedDetails.part,
      added.part,
      added.rest,
      addedDetails.part,
      others.outputs.part,
      others.drift.part,
      others.deferred.part,
    ];
    const text = parts.map((part) => part.text).join("");
    return text === "" ? "" : `${this.#title.text}${text}`;
  }
}

interface Parted {
  /** Changed, moved, imported, forgotten. */
  readonly changed: readonly ChangeReport[];
  /** Added or read, with nothing before. */
  readonly added: readonly ChangeReport[];
}

/** A stack's changes without its losses. */
function parted({ changes }: StackReport): Parted {
  const isAdded = (change: ChangeReport) =>
    (change.kind === "add" || change.kind === "read") &&
    change.previousAddress === undefined &&
    !change.isImport;
  const isLoss = ({ kind }: ChangeReport) => kind === "replace" || kind === "destroy";
  return {
    changed: changes.filter((each) => !isLoss(each) && !isAdded(each)),
    added: changes.filter(isAdded),
  };
}
