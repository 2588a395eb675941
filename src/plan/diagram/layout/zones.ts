import type { Node } from "../graph";
import { headingOf } from "../names";
import { badgesOf, badgesWidth } from "./badges";
import { cardOf } from "./card";
import { FONT, fitted, textWidth } from "./measure";
import type { Box } from "./picture";

const GAP = 8;
const CHIP = 24;

/** Subnets of a tier side by side, each with what is in it. */
export interface ZoneBlock {
  readonly width: number;
  readonly height: number;
  /** From the block's upper left corner. */
  readonly boxes: readonly Box[];
}

/** @param room how wide the block may be */
export function zoneBlock(
  subnets: readonly Node[],
  childrenOf: (id: string) => readonly Node[],
  room: number,
): ZoneBlock {
  const natural = Math.max(...subnets.map((each) => naturalWidth(each, childrenOf(each.id))));
  const columns = Math.max(1, Math.min(subnets.length, Math.floor((room + GAP) / (natural + GAP)), 3));
  const width = Math.min(natural, room);
  const boxes: Box[] = [];
  let y = 0;
  for (let start = 0; start < subnets.length; start += columns) {
    const row = subnets.slice(start, start + columns);
    const cards = row.map((each) => cardOf(each, { width, isShort: true }));
    const heights = row.map((each, index) => {
      const chips = childrenOf(each.id).length;
      return (cards[index]?.height ?? 0) + (chips > 0 ? chips * (CHIP + 6) + 2 : 0);
    });
    const height = Math.max(...heights);
    row.forEach((node, index) => {
      const x = index * (width + GAP);
      const card = cards[index];
      if (card === undefined) return;
      const texts = card.texts.map((each) => ({
        ...each,
        x: x + each.x,
        y: y + each.y,
        right: x + each.right,
      }));
      boxes.push({ node, style: "card", x, y, width, height, texts });
      boxes.push(...chipsOf(childrenOf(node.id), x + 7, y + card.height - 3, width - 14));
    });
    y += height + GAP;
  }
  return { width: columns * (width + GAP) - GAP, height: y - GAP, boxes };
}

function naturalWidth(subnet: Node, children: readonly Node[]): number {
  const chips = children.map(
    (each) => textWidth(headingOf(each), FONT.text) + 30 + badgesWidth(badgesOf(each, true)),
  );
  return Math.ceil(Math.max(cardOf(subnet, { isShort: true, most: 200 }).width, ...chips));
}

function chipsOf(nodes: readonly Node[], x: number, top: number, width: number): readonly Box[] {
  return nodes.map((node, index) => {
    const y = top + index * (CHIP + 6);
    const badges = badgesOf(node, true);
    const room = width - 16 - badgesWidth(badges);
    return {
      node,
      style: "chip",
      x,
      y,
      width,
      height: CHIP,
      texts: [
        {
          x: x + 8,
          y: y + 16,
          text: fitted(headingOf(node), FONT.text, room),
          style: "text",
          right: x + width - 8,
          badges,
        },
      ],
    };
  });
}
