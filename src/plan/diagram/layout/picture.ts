import type { Area, Change, Encryption, Node, NodeKind, Tally } from "../graph";
import type { Badge } from "./badges";

/** A laid out graph: everything with its place, in pixels from the upper left corner. */
export interface Picture {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly tally?: readonly Tally[];
  /** Whether no mark stands out, since all are the same. */
  readonly isUniform: boolean;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly captions: readonly Caption[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type BoxStyle = "frame" | "tier" | "card" | "chip" | "outside";

export interface Box extends Place {
  readonly node: Node;
  readonly style: BoxStyle;
  readonly texts: readonly Text[];
}

/** One line of text, from the left end of its baseline. */
export interface Text {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: "title" | "text" | "heading";
  /** At the right end of its line. */
  readonly encryption?: Encryption;
  readonly badges?: readonly Badge[];
  /** A sign before it. */
  readonly change?: Change;
  /** A picture of its kind before it. */
  readonly icon?: NodeKind;
  /** Where its signs end, from the box's left side. */
  readonly right: number;
}

export interface Line {
  readonly kind: "traffic" | "rule" | "route" | "control";
  readonly isRequestPath: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly label?: Place & { readonly text: string };
  readonly title: string;
  readonly change?: Change;
}

/** A heading over a column of boxes. */
export interface Caption {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly area: Area;
}

/** A box with its text, elsewhere. */
export function moved(box: Box, x: number, y: number): Box {
  const texts = box.texts.map((each) => ({ ...each, x: each.x + x, y: each.y + y, right: each.right + x }));
  return { ...box, x: box.x + x, y: box.y + y, texts };
}
