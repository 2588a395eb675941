import { htmlText } from "../../model/escape";
import type { Tally } from "../graph";
import { type Badge, SIGNS } from "../layout/badges";
import { FONT, textWidth } from "../layout/measure";
import type { Picture } from "../layout/picture";
import { drawBadge } from "./draw";

/** A picture's first line: whose it is, and what a plan does to it. */
export interface Header {
  readonly height: number;
  readonly svg: string;
}

const LINE = 34;
const LEFT = 16;
const TITLE = 18;

export function headerOf({ title, tally, width }: Picture): Header {
  const name = title.length > 40 ? `${title.slice(0, 39)}…` : title;
  const pills = (tally ?? []).map(pillOf);
  const room = pills.reduce((sum, each) => sum + each.width + 6, 0);
  const beside = LEFT + textWidth(name, TITLE, { isBold: true }) + 8;
  const isBeside = beside + room <= width - LEFT;
  const y = isBeside ? 28 : 28 + 24;
  let x = isBeside ? beside : LEFT;
  const drawn = pills.map((each) => {
    x += each.width + 6;
    return drawBadge(each, x - 6, y - 2);
  });
  const none =
    tally?.length === 0 ? `<text x="${Math.round(beside)}" y="28">the plan changes nothing</text>` : "";
  return {
    height: isBeside || pills.length === 0 ? LINE : LINE + 22,
    svg: `<text class="h" x="${LEFT}" y="28">${htmlText(name)}</text>${drawn.join("")}${none}`,
  };
}

function pillOf({ change, count }: Tally): Badge {
  const text = `${SIGNS[change]} ${count.toLocaleString("en")} ${change}`;
  return { change, text, width: textWidth(text, FONT.text, { isBold: true }) + 14 };
}

/** `3 added, 1 destroyed`. */
export function tallyWords(tally: readonly Tally[]): string {
  if (tally.length === 0) return "no change";
  return tally.map(({ change, count }) => `${count.toLocaleString("en")} ${change}`).join(", ");
}
