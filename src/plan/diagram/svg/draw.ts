import { htmlText } from "../../model/escape";
import type { Change, Encryption, Node } from "../graph";
import { drawIcon, hasIcon } from "../icons";
import { type Badge, badgeEnds, badgesWidth, markWords, SIGNS } from "../layout/badges";
import type { Box, Caption, Line, Text } from "../layout/picture";
import { headingOf } from "../names";

/** With no more digits than anybody sees. */
function at(number: number): string {
  return String(Math.round(number * 10) / 10);
}

export interface BoxOptions {
  /** The words of a frame are drawn after the lines that cross it. */
  readonly part: "all" | "ground" | "words";
  /** Whether what is done to it colours it. */
  readonly isTinted: boolean;
  /** By which a page finds the box. @default - none */
  readonly number?: string | undefined;
}

export function drawBox(box: Box, { part, isTinted, number }: BoxOptions): string {
  const { node, style, x, y, width, height } = box;
  const radius = style === "frame" ? 12 : style === "tier" ? 10 : style === "chip" ? 5 : 7;
  const rect = `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="${radius}"/>`;
  const texts = box.texts.map(drawText).join("");
  if (part === "words") return `<g class="words ${classOf(box)}">${texts}</g>`;
  const tint = isTinted && node.change !== undefined ? ` is-${toneOf(node.change)}` : "";
  const gone = node.change === "destroyed" || node.change === "forgotten" ? " gone" : "";
  return `<g class="box ${classOf(box)}${tint}${gone}"${number === undefined ? "" : ` data-box="${number}"`}><title>${htmlText(titleOf(node))}</title>${rect}${part === "all" ? texts : ""}</g>`;
}

function classOf({ node, style }: Box): string {
  if (node.colour !== undefined) return node.colour;
  if (style === "tier") return node.label.startsWith("Public") ? "public" : "private";
  return style;
}

/** What a pointer that rests on it shows. */
function titleOf(node: Node): string {
  const { members, items } = node;
  const marks = markWords(node).map(([, words]) => words);
  const names =
    items.length > 0
      ? items.map((each) => `${each.label}${each.change ? ` (${each.change})` : ""}`)
      : members;
  const shown = names.slice(0, 24).map((each) => (each.length > 160 ? `${each.slice(0, 160)}…` : each));
  const rest = names.length - shown.length;
  return [
    `${headingOf(node)}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`,
    ...shown,
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join("\n");
}

function drawText({ text, x, y, right, style, change, badges = [], encryption, icon }: Text): string {
  const words = `<text x="${at(x)}" y="${at(y)}"${style === "title" ? ' class="t"' : ""}>${htmlText(text)}</text>`;
  const sign = change === undefined ? "" : rowSign(change, x - 15, y);
  const pills = badgeEnds(badges, right).map(([badge, end]) => drawBadge(badge, end, y));
  const lock = encryption === undefined ? "" : drawLock(encryption, right - badgesWidth(badges) - 9, y - 10);
  const before = icon === undefined ? "" : drawIcon(icon, x - 20, y);
  return before + words + sign + pills.join("") + lock;
}

function rowSign(change: Change, x: number, y: number): string {
  return `<text x="${at(x)}" y="${at(y)}" class="m-${toneOf(change)}">${SIGNS[change]}<title>${change}</title></text>`;
}

/** A pill that ends at the right edge. */
export function drawBadge({ change, text, width }: Badge, right: number, y: number): string {
  const rect = `<rect x="${at(right - width)}" y="${at(y - 12.5)}" width="${at(width)}" height="17" rx="8.5"/>`;
  return `<g class="m-${toneOf(change)}">${rect}<text x="${at(right - width / 2)}" y="${at(y)}" text-anchor="middle">${text}</text></g>`;
}

function toneOf(change: Change): string {
  if (change === "forgotten") return "destroyed";
  return change === "imported" ? "moved" : change;
}

/** A padlock of 9 by 11 pixels: filled for a key of the stack's own. */
export function drawLock(encryption: Encryption, x: number, y: number): string {
  const name =
    encryption === "own key" ? "encrypted with the stack's own KMS key" : "encrypted with a key of AWS";
  return `<g class="lock${encryption === "own key" ? " own" : ""}"><title>${name}</title><rect x="${at(x)}" y="${at(y + 5)}" width="9" height="6.5" rx="1.2"/><path d="M${at(x + 2)} ${at(y + 5)}v-2a2.5 2.5 0 0 1 5 0v2" fill="none"/></g>`;
}

export function drawLine(line: Line): string {
  const { points } = line;
  const tone = line.isRequestPath ? "path" : line.kind;
  const mark = line.change === undefined ? "" : ` changes-${line.change}`;
  return `<g class="edge ${tone}${mark}"><title>${htmlText(line.title)}</title><path class="line" d="${pathOf(points)}"/>${tipOf(points)}</g>`;
}

export function drawLabel({ label, change }: Line): string {
  if (label === undefined) return "";
  const { x, y, width, height, text } = label;
  const words = change === undefined ? htmlText(text) : `${SIGNS[change]} ${htmlText(text)}`;
  const tone = change === undefined ? "l" : `l m-${toneOf(change)}`;
  return `<g class="label"><rect class="lb" x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="4"/><text class="${tone}" x="${at(x + width / 2)}" y="${at(y + 12)}" text-anchor="middle">${words}</text></g>`;
}

/** Straight pieces with rounded corners, ending where the tip begins. */
function pathOf(points: Line["points"]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${at(first.x)} ${at(first.y)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    const before = index === 0 ? first : rest[index - 1];
    if (next === undefined || before === undefined) {
      path += `L${at(point.x)} ${at(point.y)}`;
      return;
    }
    const radius = Math.min(6, distance(before, point) / 2, distance(point, next) / 2);
    const start = towards(point, before, radius);
    const end = towards(point, next, radius);
    path += `L${at(start.x)} ${at(start.y)}Q${at(point.x)} ${at(point.y)} ${at(end.x)} ${at(end.y)}`;
  });
  return path;
}

type Point = Line["points"][number];

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole };
}

/** Drawn, since markers take another's colour in few viewers. */
function tipOf(points: Line["points"]): string {
  const [end, before] = [points.at(-1), points.at(-2)];
  if (end === undefined || before === undefined) return "";
  const back = towards(end, before, 8);
  const [dx, dy] = [(end.y - back.y) / 2, (back.x - end.x) / 2];
  return `<path class="tip" d="M${at(end.x)} ${at(end.y)}L${at(back.x + dx)} ${at(back.y + dy)}L${at(back.x - dx)} ${at(back.y - dy)}Z"/>`;
}

export function drawCaption({ x, y, text, area }: Caption): string {
  const icon = hasIcon(area) ? drawIcon(area, x, y) : "";
  return `${icon}<text class="c" x="${at(icon === "" ? x : x + 20)}" y="${at(y)}">${htmlText(text)}</text>`;
}
