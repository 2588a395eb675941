import { markdownFence } from "../../model/escape";
import type { ChangeReport } from "../changes";
import { thousands } from "../counts";
import type { OutputReport, StackReport } from "../report";
import { changeDetails, changePart, folded } from "./details";
import type { LeftOut } from "./left-out";
import { byName } from "./names";
import { type Listing, outputPart } from "./others";
import type { Room } from "./room";
import { ADDED_HEAD, addedRow, CHANGE_HEAD, changeRow, groupTable, leastRow, typesInWords } from "./tables";

/** Changes whose details did not fit one after the other, after which the rest is not tried. */
const MOST_MISFITS = 4;
/** No detail is smaller. */
const LEAST_DETAILS = 120;

export interface Parted {
  /** Changed, moved, imported, forgotten. */
  readonly changed: readonly ChangeReport[];
  /** Added or read, with nothing before. */
  readonly added: readonly ChangeReport[];
}

/** A stack's changes without its losses. */
export function parted({ changes }: StackReport): Parted {
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

/** A table of all changes, else of groups, else a sentence with the types, else nothing. */
export function table(
  changes: readonly ChangeReport[],
  what: "changed" | "added",
  room: Room,
  leftOut: LeftOut,
): string {
  if (changes.length === 0) return "";
  const fold = (text: string) =>
    what === "changed"
      ? `${text}\n`
      : folded(`${thousands(changes.length)} to add or read`, text, changes.length <= 12);
  const least = changes.reduce((total, each) => total + leastRow(each), 0);
  if (least < room.left) {
    const rows = rowsOf([...changes].sort(byName), what, room.left);
    const whole = rows === undefined ? undefined : fold(rows);
    if (whole !== undefined && room.take(whole)) return whole;
  }
  leftOut.add(`rows of # ${what}, which are counted instead`, changes.length);
  const groups = groupTable(changes);
  for (const shorter of [groups, typesInWords(changes)]) {
    const text = shorter === undefined ? undefined : fold(`${shorter}\n`);
    if (text !== undefined && room.take(text)) return text;
  }
  return "";
}

function rowsOf(
  changes: readonly ChangeReport[],
  what: "changed" | "added",
  most: number,
): string | undefined {
  let text = what === "changed" ? CHANGE_HEAD : ADDED_HEAD;
  for (const each of changes) {
    text += what === "changed" ? changeRow(each) : addedRow(each);
    if (text.length > most) return undefined;
  }
  return text;
}

/** The attributes of as many changes as fit, each folded. */
export function details(
  changes: readonly ChangeReport[],
  what: string,
  room: Room,
  leftOut: LeftOut,
  stackOf?: (change: ChangeReport) => string | undefined,
): string {
  return fitting(changes, `attributes of # ${what}`, room, leftOut, (change) =>
    changeDetails(change, stackOf?.(change)),
  ).join("");
}

/** The attributes of as many added objects as fit, folded as one: they say what will be, and nothing is compared. */
export function addedDetails(changes: readonly ChangeReport[], room: Room, leftOut: LeftOut): string {
  const title = "Attributes of what is added";
  return block(title, changes, "attributes of # added", room, leftOut, changePart);
}

/** As many outputs as fit, folded as one. */
export function outputsBlock(
  outputs: readonly OutputReport[],
  room: Room,
  leftOut: LeftOut,
  { stack }: { readonly stack?: string } = {},
): string {
  const where = stack === undefined ? "" : ` in ${stack}`;
  const title = `Outputs${where}: ${thousands(outputs.length)}`;
  return block(title, outputs, "# outputs", room, leftOut, outputPart);
}

/** Parts in one block of code, as many as fit. @param title HTML of our own */
function block<Item>(
  title: string,
  items: readonly Item[],
  what: string,
  room: Room,
  leftOut: LeftOut,
  render: (item: Item) => string | undefined,
): string {
  const fold = (text: string) => folded(title, markdownFence(text, "diff"));
  if (items.length === 0) return "";
  if (!room.take(fold(""))) {
    leftOut.add(what, items.length);
    return "";
  }
  const parts = fitting(items, what, room, leftOut, render);
  return parts.length === 0 ? "" : fold(parts.join("").trimEnd());
}

function fitting<Item>(
  items: readonly Item[],
  what: string,
  room: Room,
  leftOut: LeftOut,
  render: (item: Item) => string | undefined,
): string[] {
  const parts: string[] = [];
  let missing = 0;
  let misfits = 0;
  for (const [index, item] of items.entries()) {
    if (room.left < LEAST_DETAILS || misfits >= MOST_MISFITS) {
      missing += items.length - index;
      break;
    }
    const one = render(item);
    if (one === undefined) continue;
    if (room.take(one)) {
      parts.push(one);
      misfits = 0;
    } else {
      missing += 1;
      misfits += 1;
    }
  }
  leftOut.add(what, missing);
  return parts;
}

/** As many rows of a listing as fit, folded. */
export function listing(
  all: Listing,
  room: Room,
  leftOut: LeftOut,
  { stack, isOpen = false }: { readonly stack?: string; readonly isOpen?: boolean } = {},
): string {
  if (all.count === 0) return "";
  const where = stack === undefined ? "" : ` in ${stack}`;
  const frame = folded(`${all.title}${where}: ${thousands(all.count)}`, `${all.head}${all.tail}`, isOpen);
  if (!room.take(`${frame}  `)) {
    leftOut.section(all.title);
    return "";
  }
  let text = all.head;
  for (let index = 0; index < all.count; index += 1) {
    const one = all.row(index);
    if (!room.take(one)) {
      leftOut.add(`rows of # of "${all.title}"`, all.count - index);
      break;
    }
    text += one;
  }
  return folded(`${all.title}${where}: ${thousands(all.count)}`, `${text}${all.tail}`, isOpen);
}
