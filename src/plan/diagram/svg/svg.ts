import { htmlText } from "../../model/escape";
import type { Graph } from "../graph";
import type { Width } from "../layout/attempts";
import { layout } from "../layout/layout";
import type { Box } from "../layout/picture";
import { drawBox, drawCaption, drawLabel, drawLine } from "./draw";
import { headerOf } from "./header";
import { describe, legendOf } from "./legend";
import { STYLE } from "./style";

export interface SvgOptions {
  /** For a desk, or for a telephone. @default "wide" */
  readonly width?: Width;
  /** Whether it stands alone; a page has the style once. @default true */
  readonly hasStyle?: boolean;
  /** Begins its ids: of one picture of several on a page. @default "lgd" */
  readonly id?: string;
  /** Begins the number of each box, `data-box="0-12"`: its index in the graph. @default - no numbers */
  readonly boxes?: string;
}

/** Draws a graph: self-contained, light and dark by the viewer's preference, without scripts. */
export async function svg(graph: Graph, options: SvgOptions = {}): Promise<string> {
  const { width = "wide", hasStyle = true, id = "lgd", boxes } = options;
  const picture = await layout(graph, width);
  const legend = legendOf(picture, picture.height);
  const header = headerOf(picture);
  const height = Math.ceil(header.height + picture.height + legend.height);
  const numbers = new Map(graph.nodes.map((each, index) => [each.id, `${boxes}-${index}`]));
  const optionsOf = ({ node }: Box) => ({
    isTinted: !picture.isUniform,
    ...(boxes !== undefined && { number: numbers.get(node.id) }),
  });
  const isFrame = (style: string) => style === "frame" || style === "tier";
  const frames = picture.boxes.filter((each) => isFrame(each.style));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="lgd" width="${picture.width}" height="${height}" viewBox="0 0 ${picture.width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${htmlText(short(graph.title))}</title>`,
    `<desc id="${id}-desc">${htmlText(describe(graph))}</desc>`,
    hasStyle ? `<style>${STYLE}</style>` : "",
    `<rect class="ground" width="${picture.width}" height="${height}" rx="10"/>`,
    header.svg,
    `<g transform="translate(0 ${header.height})">`,
    ...frames.map((each) => drawBox(each, { part: "ground", ...optionsOf(each) })),
    ...picture.lines.map(drawLine),
    ...frames.map((each) => drawBox(each, { part: "words", ...optionsOf(each) })),
    ...picture.boxes
      .filter(({ style }) => !isFrame(style))
      .map((each) => drawBox(each, { part: "all", ...optionsOf(each) })),
    ...picture.lines.map(drawLabel),
    ...picture.captions.map(drawCaption),
    legend.svg,
    "</g></svg>",
  ].join("\n");
}

function short(title: string): string {
  return title.length > 40 ? `${title.slice(0, 39)}…` : title;
}
