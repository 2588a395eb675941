import { COMMENT_LIMIT, SMALLEST_LIMIT } from "../limits";
import { reportMarker } from "../marker";
import type { Report, StackReport } from "../report";
import { Extra, type ExtraSection } from "./extra";
import { alerts, headline, stacksTable, titleOf } from "./headline";
import { LeftOut, LONGEST_LEFT_OUT } from "./left-out";
import { type Loss, lossesOf, lossHead, lossRow } from "./losses";
import { cell, summaryCode } from "./names";
import { deferred, drifted, failedChecks } from "./others";
import { bytes, Room } from "./room";
import { addedDetails, details, listing, outputsBlock, parted, table } from "./stack";
import { typesInWords } from "./tables";

export type { ExtraSection } from "./extra";

export interface MarkdownOptions {
  /** Most bytes of the text. @default 65000 */
  readonly limit?: number;
  /** @default - none */
  readonly sections?: readonly ExtraSection[];
  /** Puts {@link reportMarker} first. @default - no marker */
  readonly key?: string;
}

/**
 * The report as GitHub's Markdown, below a limit whatever the plan.
 *
 * What is too long is left out by section, and said to be: attributes of what is added go first, then its table; then those of what
 * is changed; what is destroyed or replaced stays longest.
 *
 * @throws RangeError on a limit below {@link SMALLEST_LIMIT}
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { limit = COMMENT_LIMIT } = options;
  if (limit < SMALLEST_LIMIT) throw new RangeError(`A report takes at least ${SMALLEST_LIMIT} bytes.`);
  let budget = limit;
  for (;;) {
    const text = assemble(report, options, budget);
    // once more over the whole: what no part shows, parts side by side might
    const masked = report.mask.text(text);
    const excess = bytes(masked) - limit;
    if (excess <= 0) return masked;
    // where masks are longer than what they hide, or fences than what was reckoned with
    budget -= excess + 500;
    if (budget < LONGEST_LEFT_OUT) return report.mask.text(headlineAlone(report));
  }
}

/** What there always is room for. */
function headlineAlone({ counts }: Report): string {
  return `## Plan\n\n${headline(counts)}Left out: all of the rest, which \`report --format json\` has.\n`;
}

function assemble(report: Report, { sections = [], key }: MarkdownOptions, limit: number): string {
  const room = new Room(limit - LONGEST_LEFT_OUT);
  const leftOut = new LeftOut();
  const losses = lossesOf(report);
  const fitting = (text: string) => (room.take(text) ? text : "");
  const top = fitting(
    `${key === undefined ? "" : `${reportMarker(key)}\n`}${titleOf(report)}${headline(report.counts)}`,
  );
  const warnings = fitting(alerts(report, losses));
  const stacks = stackTable(report, room, leftOut);
  const extras = sections.map((each) => new Extra(each, report.mask.text, room));
  const checks = perStack(report, (stack, where) =>
    listing(failedChecks(stack), room, leftOut, { ...where, isOpen: true }),
  );
  const lost = lossTable(losses, report, room, leftOut);
  const lostDetails = lossDetails(losses, report, room, leftOut);
  const bodies = stackBodies(report, room, leftOut, extras);
  for (const [index, extra] of extras.entries()) {
    if (extra.isShortened) leftOut.section(sections[index]?.title ?? "");
  }
  return [
    top,
    warnings,
    leftOut.text(),
    stacks,
    checks.join(""),
    lost,
    lostDetails,
    ...extras.map(({ text }) => text),
    ...bodies,
  ]
    .join("")
    .replace(/\n+$/, "\n");
}

type Where = { readonly stack?: string };

function perStack<Made>(report: Report, make: (stack: StackReport, where: Where) => Made): readonly Made[] {
  const isSeveral = report.stacks.length > 1;
  return report.stacks.map((stack) => make(stack, isSeveral ? { stack: summaryCode(stack.name) } : {}));
}

/** More stacks than a reader can take in are counted. */
const MOST_STACKS = 50;

function stackTable(report: Report, room: Room, leftOut: LeftOut): string {
  if (report.stacks.length < 2) return "";
  const { head, rows } = stacksTable(report);
  const text = `${head}${rows.slice(0, MOST_STACKS).join("")}\n`;
  const fits = room.take(text);
  if (!fits || rows.length > MOST_STACKS) leftOut.section("the table of all stacks");
  return fits ? text : "";
}

function lossTable(losses: readonly Loss[], { stacks }: Report, room: Room, leftOut: LeftOut): string {
  if (losses.length === 0) return "";
  const title = "### Destroyed or replaced\n\n";
  const head = `${title}${lossHead(stacks.length > 1)}`;
  // for the types of what is left out
  const reserve = 700;
  room.give(-reserve);
  let text = room.take(`${head}\n`) ? head : "";
  let shown = 0;
  for (const loss of text === "" ? [] : losses) {
    const one = lossRow(loss, stacks.length > 1);
    if (!room.take(one)) break;
    text += one;
    shown += 1;
  }
  room.give(reserve);
  if (shown === losses.length) return `${text}\n`;
  const rest = losses.slice(shown);
  leftOut.add("rows of # destroyed or replaced, which are counted instead", rest.length);
  const types = `${text === "" ? title : `${text}\n`}Further ones: ${typesInWords(rest.map(({ change }) => change))}.\n\n`;
  return room.take(types.slice(text.length)) ? types : `${text}\n`;
}

function lossDetails(losses: readonly Loss[], { stacks }: Report, room: Room, leftOut: LeftOut): string {
  const isSeveral = stacks.length > 1;
  const names = new Map(losses.map(({ change, stack }) => [change, stack]));
  return (["replace", "destroy"] as const)
    .map((kind) =>
      details(
        losses.map(({ change }) => change).filter((each) => each.kind === kind),
        kind === "replace" ? "replaced" : "destroyed",
        room,
        leftOut,
        (change) => (isSeveral ? names.get(change) : undefined),
      ),
    )
    .join("");
}

function stackBodies(
  report: Report,
  room: Room,
  leftOut: LeftOut,
  extras: readonly Extra[],
): readonly string[] {
  const isSeveral = report.stacks.length > 1;
  const bodies = perStack(report, (stack, where) => ({
    stack,
    where,
    ...parted(stack),
    parts: new Map<string, string>(),
  }));
  const each = (name: string, make: (body: (typeof bodies)[number]) => string) => {
    for (const body of bodies) body.parts.set(name, make(body));
  };
  each("title", ({ stack, changed, added }) => {
    const count = changed.length + (isSeveral ? added.length : 0);
    const title = isSeveral ? `### ${cell(stack.name)}\n\n` : "### Changed\n\n";
    return count > 0 && room.take(title) ? title : "";
  });
  each("changed", ({ changed }) => table(changed, "changed", room, leftOut));
  each("changed details", ({ changed }) => details(changed, "changed", room, leftOut));
  each("outputs", ({ stack, where }) => outputsBlock(stack.outputs, room, leftOut, where));
  each("drift", ({ stack, where }) => listing(drifted(stack), room, leftOut, where));
  each("deferred", ({ stack, where }) => listing(deferred(stack), room, leftOut, where));
  for (const extra of extras) extra.grow(room);
  each("added", ({ added }) => table(added, "added", room, leftOut));
  each("added details", ({ added }) => addedDetails(added, room, leftOut));
  return bodies.map(({ parts }) =>
    ["title", "changed", "changed details", "added", "added details", "outputs", "drift", "deferred"]
      .map((name) => parts.get(name) ?? "")
      .join(""),
  );
}
