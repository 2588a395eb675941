import { badgesWidth } from "./badges";
import { PAD } from "./card";
import { FONT, textWidth } from "./measure";
import { type Box, type Line, moved, type Text } from "./picture";

/** Left and right end of what is taken. */
type Span = readonly [from: number, to: number];

const SPACE = 7;

/** The words of a frame where the fewest lines cross them: beside those that cross its upper edge, where there is room. */
export function aside(box: Box, lines: readonly Line[]): Box {
  const bottom = Math.max(...box.texts.map(({ y }) => y)) + 4;
  const taken = lines
    .flatMap((line) => spansIn(line, box.y, bottom))
    .map(([from, to]): Span => [from - SPACE, to + SPACE]);
  const texts = box.texts.map(withBadgesBeside);
  const width = Math.max(...texts.map(({ right }) => right)) - box.x - PAD;
  const last = box.x + box.width - PAD - width;
  const first = box.x + PAD;
  const starts = taken.map(([, to]) => to).filter((start) => start > first && start <= last);
  const crossings = (start: number) =>
    taken.filter(([from, to]) => to > start && from < start + width).length;
  const best = [...starts].sort((one, other) => crossings(one) - crossings(other) || one - other)[0];
  const isBetter = best !== undefined && crossings(best) < crossings(first);
  const { texts: placed } = moved({ ...box, texts }, (isBetter ? best : first) - first, 0);
  return { ...box, texts: placed };
}

/** Next to the words instead of at the right end: a frame is wide. */
function withBadgesBeside(text: Text): Text {
  const { x, style, badges = [] } = text;
  const isTitle = style === "title";
  const width = textWidth(text.text, isTitle ? FONT.title : FONT.text, { isBold: isTitle });
  return { ...text, right: x + width + badgesWidth(badges) };
}

/** Where a line is between two heights. */
function spansIn({ points }: Line, top: number, bottom: number): readonly Span[] {
  return points.slice(1).flatMap((end, index): readonly Span[] => {
    const start = points[index] ?? end;
    const isBeside = Math.max(start.y, end.y) < top || Math.min(start.y, end.y) > bottom;
    return isBeside ? [] : [[Math.min(start.x, end.x), Math.max(start.x, end.x)]];
  });
}
