import type { Change, Node } from "../graph";
import { tallyOf } from "../marks";
import { FONT, textWidth } from "./measure";

/** A mark in words, in a pill. */
export interface Badge {
  readonly change: Change;
  readonly text: string;
  readonly width: number;
}

/** Words of a mark, with its sign before them. */
export const SIGNS: Readonly<Record<Change, string>> = {
  added: "+",
  changed: "~",
  replaced: "±",
  destroyed: "−",
  forgotten: "⊘",
  imported: "↓",
  moved: "→",
};

const GAP = 4;

/** What is done to a node; of a list, how often where it is not the same for all. @param isShort signs without words */
export function badgesOf(node: Node, isShort: boolean): readonly Badge[] {
  return markWords(node, isShort).map(([change, text]) => ({
    change,
    text,
    width: Math.max(18, textWidth(text, FONT.text, { isBold: true }) + (isShort ? 9 : 14)),
  }));
}

/** `− destroyed`, of a list `− 1 destroyed`, or `− 1` and `+ 2`. */
export function markWords(
  node: Node,
  isShort = false,
): readonly (readonly [change: Change, words: string])[] {
  const tally = tallyOf(node);
  if (tally.length === 0) {
    const { change } = node;
    return change === undefined
      ? []
      : [[change, isShort ? SIGNS[change] : `${SIGNS[change]} ${change}`] as const];
  }
  const hasWord = tally.length === 1 && !isShort;
  return tally.map(
    ({ change, count }) => [change, `${SIGNS[change]} ${count}${hasWord ? ` ${change}` : ""}`] as const,
  );
}

/** The room of badges and the space before them. */
export function badgesWidth(badges: readonly Badge[]): number {
  return badges.reduce((sum, { width }) => sum + width + GAP, badges.length === 0 ? 0 : GAP);
}

/** From the right: where each badge ends. */
export function badgeEnds(badges: readonly Badge[], right: number): readonly (readonly [Badge, number])[] {
  let end = right;
  return [...badges].reverse().map((badge) => {
    const here = end;
    end -= badge.width + GAP;
    return [badge, here] as const;
  });
}
