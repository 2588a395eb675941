import { COMMENT_LIMIT, SMALLEST_LIMIT } from "../limits";
import { reportMarker } from "../marker";
import type { Report } from "../report";
import { unreadDrift, unreadText } from "../unread-drift";
import { Alerts } from "./alerts";
import { Extra, type ExtraSection } from "./extra";
import { headline, stacksTable, titleOf } from "./headline";
import { MISSING } from "./left-out";
import { lossesOf } from "./losses";
import { Lost } from "./lost";
import { bytes, Part } from "./part";
import { Room } from "./room";
import { Section } from "./section";
import { StackSections } from "./stack";

export type { ExtraSection } from "./extra";

export interface MarkdownOptions {
  /** Most bytes of the text. @default 65000 */
  readonly limit?: number;
  /** @default - none */
  readonly sections?: readonly ExtraSection[];
  /** Puts {@link reportMarker} first. @default - no marker */
  readonly key?: string;
}

/** Rows with which each section begins, before any is told as a whole. */
const FIRST_ROWS = 20;

/** Of stacks, before all else is told. */
const FIRST_STACKS = 50;

/** The share of the room that a section of others may take before what is changed is named. */
const EXTRA_SHARE = 1 / 8;

/**
 * The report as GitHub's Markdown, below a limit whatever the plan.
 *
 * It begins with the headline and a sentence on all that is left out, and grows by one piece after the other as long as it fits: first
 * the names of what is destroyed or replaced, last the attributes of what is added. So it always says what it lacks, and how many.
 *
 * @throws RangeError on a limit below {@link SMALLEST_LIMIT}
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { limit = COMMENT_LIMIT } = options;
  if (limit < SMALLEST_LIMIT) throw new RangeError(`A report takes at least ${SMALLEST_LIMIT} bytes.`);
  for (let budget = limit; ; ) {
    // once more over the whole: what no part shows, parts side by side might
    const text = report.mask.text(assemble(report, options, budget));
    const excess = bytes(text) - limit;
    if (excess <= 0) return text;
    // where masks are longer than what they hide, or fences than what was reckoned with
    budget -= excess;
  }
}

function assemble(report: Report, { sections = [], key }: MarkdownOptions, limit: number): string {
  const { mask, stacks } = report;
  const isSeveral = stacks.length > 1;
  const losses = lossesOf(report);
  const room = new Room(limit - bytes(headline(report.counts)));
  const [marker, title, unread] = [new Part(), new Part(), new Part()];
  if (key !== undefined) room.add(marker, `${reportMarker(key)}\n`);
  if (!room.add(title, titleOf(report))) room.add(title, "## Plan\n\n");
  const alerts = new Alerts(room, report, losses);
  const lost = new Lost(room, losses, isSeveral);
  const { head, rows } = stacksTable(report);
  const table = new Section(
    room,
    new Part((body) => `${head}${body}\n`),
    MISSING.stacks,
    isSeveral ? rows : [],
    (row) => row,
  );
  const extras = sections.map((each) => new Extra(each, mask.text, room));
  const bodies = stacks.map((each) => new StackSections(each, room, isSeveral));
  const others = bodies.map((body) => body.others);
  const unreadCount = unreadDrift(report);
  room.owe(MISSING.unread, unreadCount);

  alerts.shortest();
  lost.grow();
  table.grow(FIRST_STACKS);
  for (const extra of extras) extra.shortest();
  for (const { checks } of others) checks.grow(FIRST_ROWS);
  if (unreadCount > 0) room.add(unread, unreadText(unreadCount), MISSING.unread, unreadCount);
  const open = bodies.filter((body) => body.open());
  for (const { changed } of open) changed.grow(FIRST_ROWS);
  if (lost.areNamed) for (const each of lost.details) each.grow();
  for (const each of ["outputs", "drift", "deferred"] as const) {
    for (const other of others) other[each].grow(FIRST_ROWS);
  }
  for (const extra of extras) extra.grow(limit * EXTRA_SHARE);
  for (const { changed } of open) changed.grow();
  for (const { changed } of open) changed.sumUp();
  for (const { changed, changedDetails } of open) if (changed.isWhole) changedDetails.grow();
  for (const each of ["checks", "outputs", "drift", "deferred"] as const) {
    for (const other of others) other[each].grow();
  }
  for (const extra of extras) extra.grow();
  alerts.grow();
  table.grow();
  for (const { added } of open) added.grow();
  for (const { added } of open) added.sumUp();
  for (const { added, addedDetails } of open) if (added.isWhole) addedDetails.grow();
  lost.grow();

  const checks = others.map((other) => other.checks.part);
  const text = (parts: readonly Part[]) => parts.map((part) => part.text).join("");
  return [
    text([marker, title]),
    headline(report.counts),
    text([alerts.part]),
    room.leftOut.text(),
    text([table.part, ...checks, lost.part, ...lost.details.map(({ part }) => part)]),
    text(extras.map(({ part }) => part)),
    ...bodies.map((body) => body.text),
    text([unread]),
  ]
    .join("")
    .replace(/\n+$/, "\n");
}
