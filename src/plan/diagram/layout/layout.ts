import { coarseEnough } from "../coarser";
import { AREAS, type Area, type Graph, type Node } from "../graph";
import { isUniform } from "../marks";
import type { Width } from "./attempts";
import { type CardOptions, cardOf } from "./card";
import { layoutFlow } from "./flow";
import { type Box, type Caption, moved, type Picture } from "./picture";

const GAP = 10;
/** More than anybody looks at, and than can be laid out in a second or two. */
const MOST_NODES = 200;

/** Pixels: beside the network, or the whole width of a telephone's page. */
const COLUMN = { wide: 268, narrow: 356 } as const;
const MARGINS = { wide: 14, narrow: 8 } as const;

/** Lays a graph out: the network, and what is in no network beside it, or below where it is narrow. */
export async function layout(whole: Graph, width: Width = "wide"): Promise<Picture> {
  const graph = coarseEnough(whole, ({ nodes }) => nodes.length <= MOST_NODES);
  const isShort = isUniform(graph);
  const flow = await layoutFlow(graph, width);
  const beside = graph.nodes.filter(({ kind }) => kind === "collection");
  const margin = MARGINS[width];
  const isNarrow = width === "narrow";
  const columns = stacked(beside, isNarrow ? 1 : columnsFor(beside, flow.height), {
    width: COLUMN[width],
    isShort,
  });
  const origin = isNarrow
    ? { x: 0, y: flow.height === 0 ? 0 : flow.height + 18 }
    : { x: flow.width === 0 ? 0 : flow.width + 22, y: 0 };
  const total = isNarrow
    ? { width: Math.max(flow.width, columns.width), height: origin.y + columns.height }
    : { width: origin.x + columns.width, height: Math.max(flow.height, columns.height) };
  const flowX = isNarrow ? (total.width - flow.width) / 2 : 0;
  return {
    title: graph.title,
    ...(graph.tally && { tally: graph.tally }),
    isUniform: isShort,
    width: Math.ceil(total.width + 2 * margin),
    height: Math.ceil(total.height + 2 * margin),
    boxes: [
      ...flow.boxes.map((each) => moved(each, margin + flowX, margin)),
      ...columns.boxes.map((each) => moved(each, margin + origin.x, margin + origin.y)),
    ],
    captions: columns.captions.map((each) => ({
      ...each,
      x: each.x + margin + origin.x,
      y: each.y + margin + origin.y,
    })),
    lines: flow.lines.map(({ label, ...each }) => ({
      ...each,
      points: each.points.map(({ x, y }) => ({ x: x + margin + flowX, y: y + margin })),
      ...(label && { label: { ...label, x: label.x + margin + flowX, y: label.y + margin } }),
    })),
  };
}

interface Stack {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly captions: readonly Caption[];
}

function columnsFor(nodes: readonly Node[], height: number): number {
  const all = stacked(nodes, 1, { width: COLUMN.wide }).height;
  return Math.max(1, Math.min(3, Math.round(all / Math.max(height, 600))));
}

/** Areas one below the other, in columns of about the same height. */
function stacked(nodes: readonly Node[], columns: number, options: CardOptions & { width: number }): Stack {
  const { width } = options;
  const areas = AREAS.map((area) => ({ area, nodes: nodes.filter((each) => each.area === area) })).filter(
    (each) => each.nodes.length > 0,
  );
  const blocks = areas.map((each) => areaBlock(each.area, each.nodes, options));
  const goal = blocks.reduce((sum, each) => sum + each.height, 0) / columns;
  const boxes: Box[] = [];
  const captions: Caption[] = [];
  let [column, y, height] = [0, 0, 0];
  for (const block of blocks) {
    if (y > 0 && y + block.height / 2 > goal && column < columns - 1) {
      column += 1;
      y = 0;
    }
    const x = column * (width + GAP);
    boxes.push(...block.boxes.map((each) => moved(each, x, y)));
    captions.push(...block.captions.map((each) => ({ ...each, x: each.x + x, y: each.y + y })));
    y += block.height + GAP;
    height = Math.max(height, y - GAP);
  }
  return { width: blocks.length === 0 ? 0 : (column + 1) * (width + GAP) - GAP, height, boxes, captions };
}

function areaBlock(area: Area, nodes: readonly Node[], options: CardOptions & { width: number }): Stack {
  const { width } = options;
  let y = 22;
  const boxes = nodes.map((node): Box => {
    const { texts, height } = cardOf(node, options);
    const box: Box = { node, style: "card", x: 0, y: 0, width, height, texts };
    const top = y;
    y += height + GAP;
    return moved(box, 0, top);
  });
  return { width, height: y, boxes, captions: [{ x: 2, y: 13, text: area, area }] };
}
