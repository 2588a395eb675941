import type { Graph } from "../graph";
import { FONT, textWidth } from "../layout/measure";
import type { Picture } from "../layout/picture";
import { drawLock } from "./draw";
import { tallyWords } from "./header";

/** What the lines and locks of a picture mean, in rows. */
export interface Legend {
  readonly height: number;
  readonly svg: string;
}

interface Entry {
  readonly words: string;
  readonly sign: (x: number, y: number) => string;
  readonly isUsed: boolean;
}

const ROW = 20;

export function legendOf(picture: Picture, top: number): Legend {
  const entries = entriesOf(picture).filter(({ isUsed }) => isUsed);
  let [x, y] = [16, top + 12];
  const drawn = entries.map(({ words, sign }) => {
    const width = 32 + textWidth(words, FONT.text) + 14;
    if (x + width > picture.width && x > 16) {
      x = 16;
      y += ROW;
    }
    const svg = `${sign(x, y)}<text x="${x + 32}" y="${y + 4}">${words}</text>`;
    x = Math.round(x + width);
    return svg;
  });
  return { height: entries.length === 0 ? 0 : y + ROW - top, svg: `<g class="legend">${drawn.join("")}</g>` };
}

function entriesOf({ boxes, lines }: Picture): readonly Entry[] {
  const line = (tone: string) => (x: number, y: number) =>
    `<g class="${tone}"><path class="line" d="M${x} ${y}h18"/><path class="tip" d="M${x + 24} ${y}l-8 -4v8z"/></g>`;
  const has = (find: (each: Picture["lines"][number]) => boolean) => lines.some(find);
  const locks = new Set(
    boxes.flatMap(({ node }) => [node.encryption, ...node.items.map(({ encryption }) => encryption)]),
  );
  return [
    { words: "way of a request", sign: line("path"), isUsed: has((each) => each.isRequestPath) },
    {
      words: "allowed by security groups",
      sign: line("rule"),
      isUsed: has(({ kind, isRequestPath }) => kind === "rule" && !isRequestPath),
    },
    { words: "route", sign: line("route"), isUsed: has(({ kind }) => kind === "route") },
    { words: "steers", sign: line("control"), isUsed: has(({ kind }) => kind === "control") },
    {
      words: "encrypted, key of the stack",
      sign: (x, y) => drawLock("own key", x + 10, y - 7),
      isUsed: locks.has("own key"),
    },
    {
      words: "encrypted, key of AWS",
      sign: (x, y) => drawLock("AWS key", x + 10, y - 7),
      isUsed: locks.has("AWS key"),
    },
  ];
}

function isOutside(id: string): boolean {
  return id.startsWith("outside ");
}

/** The picture in a sentence or two, for those who do not see it. */
export function describe({ nodes, edges, tally }: Graph): string {
  const count = new Set(nodes.flatMap(({ members }) => members)).size;
  const labels = new Map(nodes.map((each) => [each.id, each.label]));
  const path = edges
    .filter(({ kind, isRequestPath }) => kind === "rule" && isRequestPath)
    .sort((one, other) => Number(isOutside(other.from)) - Number(isOutside(one.from)))
    .slice(0, 12)
    .map(({ from, to, label }) => `${labels.get(from) ?? ""} to ${labels.get(to) ?? ""} (${label})`);
  return [
    `${count} resources.`,
    ...(path.length > 0 ? [`A request may go from ${path.join(", ")}.`] : []),
    ...(tally ? [`The plan: ${tallyWords(tally)}.`] : []),
  ].join(" ");
}
