import type { Item, Node } from "../graph";
import { hasIcon } from "../icons";
import { tallyOf } from "../marks";
import { headingOf } from "../names";
import { badgesOf, badgesWidth } from "./badges";
import { FONT, fitted, LINE, textWidth } from "./measure";
import type { Text } from "./picture";

/** A box's text, placed from its upper left corner, and the room that it takes. */
export interface Card {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly Text[];
}

export const PAD = 11;
const SIGN = 15;
const LOCK = 16;
const ICON = 20;
/** More are told by their number alone. */
const MOST_ITEMS = 12;

export interface CardOptions {
  /** @default - as wide as its text, up to `most` */
  readonly width?: number;
  readonly most?: number;
  readonly least?: number;
  /** Marks by their sign alone. */
  readonly isShort?: boolean;
  /** A picture of its kind before the title. @default false */
  readonly hasIcon?: boolean;
}

export function cardOf(node: Node, options: CardOptions = {}): Card {
  const { isShort = false, least = 0 } = options;
  const items = shownItems(node);
  if (node.kind === "collection" && node.items.length === 1) return lineOf(node, options);
  const hasSigns = tallyOf(node).length > 0;
  const title = headingOf(node);
  const badges = badgesOf(node, isShort);
  const badge = badgesWidth(badges);
  const lock = node.encryption === undefined ? 0 : LOCK;
  const icon = options.hasIcon && hasIcon(node.kind) ? ICON : 0;
  const indent = hasSigns ? SIGN : 0;
  const natural = Math.max(
    icon + textWidth(title, FONT.title, { isBold: true }) + lock + badge,
    ...node.details.map((each) => textWidth(each, FONT.text)),
    ...items.map((each) => indent + textWidth(each.label, FONT.text) + (each.encryption ? LOCK : 0)),
  );
  const width =
    options.width ?? Math.max(least, Math.min(options.most ?? 270, Math.ceil(natural) + 2 * PAD + 1));
  const room = width - 2 * PAD;
  const texts: Text[] = [];
  let y = PAD - 1 + LINE.title - 5;
  const line = (text: Omit<Text, "x" | "y" | "right">, x: number, step: number) => {
    texts.push({ x, y, right: width - PAD, ...text });
    y += step;
  };
  line(
    {
      text: fitted(title, FONT.title, room - icon - lock - badge, { isBold: true }),
      style: "title",
      ...(node.encryption && { encryption: node.encryption }),
      badges,
      ...(icon > 0 && { icon: node.kind }),
    },
    PAD + icon,
    LINE.title,
  );
  for (const each of node.details)
    line({ text: fitted(each, FONT.text, room), style: "text" }, PAD, LINE.text);
  if (items.length > 0 && node.details.length > 0) y += 3;
  for (const each of items) {
    const lockRoom = each.encryption === undefined ? 0 : LOCK;
    const label = fitted(each.label, FONT.text, room - indent - lockRoom);
    line({ text: label, style: "text", ...signsOf(each, hasSigns) }, PAD + indent, LINE.text);
  }
  const rest = node.items.length - items.length;
  if (rest > 0) line({ text: `and ${rest} more`, style: "text" }, PAD + indent, LINE.text);
  const last = texts.at(-1)?.style === "title" ? LINE.title : LINE.text;
  return { width, height: y - last + PAD + 5, texts };
}

/** The only one of its type, in one line. */
function lineOf(node: Node, { width = 240, isShort = false }: CardOptions): Card {
  const [item] = node.items;
  const y = PAD - 1 + LINE.title - 5;
  const badges = badgesOf(node, isShort);
  const badge = badgesWidth(badges);
  const lock = item?.encryption === undefined ? 0 : LOCK;
  const room = width - 2 * PAD - badge - lock;
  const title = fitted(node.label, FONT.title, room, { isBold: true });
  const left = textWidth(title, FONT.title, { isBold: true }) + 8;
  const label = room - left < 30 ? "" : fitted(item?.label ?? "", FONT.text, room - left);
  const texts: Text[] = [
    {
      x: PAD,
      y,
      right: width - PAD,
      text: title,
      style: "title",
      badges,
      ...(item?.encryption && { encryption: item.encryption }),
    },
  ];
  if (label !== "") texts.push({ x: PAD + left, y, right: width - PAD, text: label, style: "text" });
  return { width, height: LINE.title + 2 * PAD - 2, texts };
}

/** What is changed comes before the rest, where there is no room for all. */
function shownItems({ items }: Node): readonly Item[] {
  if (items.length <= MOST_ITEMS) return items;
  const changed = items.filter(({ change }) => change !== undefined);
  const others = items.filter(({ change }) => change === undefined);
  return [...changed, ...others].slice(0, MOST_ITEMS - 1);
}

function signsOf({ encryption, change }: Item, hasSigns: boolean) {
  return { ...(encryption && { encryption }), ...(hasSigns && change && { change }) };
}
