import { COMMENT_LIMIT, SMALLEST_LIMIT } from "../limits";
import { reportMarker } from "../marker";
import type { Report } from "../report";
import { Draft } from "./draft";
import type { ExtraSection } from "./extra";
import { titleOf } from "./headline";
import { bytes, Part } from "./part";

export type { ExtraSection } from "./extra";

export interface MarkdownOptions {
  /** Most bytes of the text. @default 65000 */
  readonly limit?: number;
  /** @default - none */
  readonly sections?: readonly ExtraSection[];
  /** Puts {@link reportMarker} first. @default - no marker */
  readonly key?: string;
}

/** For what else may become longer when a report is made anew. */
const SPARE = 100;

/** Said by nobody but whoever wants to hide something in a report, or by accident. */
const OWN_WORDS_HIDDEN = `> [!CAUTION]
> A value that is marked as sensitive is also among the words of this report, where it is hidden, too: some of what follows is not told.

`;

/**
 * The report as GitHub's Markdown, below a limit whatever the plan.
 *
 * It begins with the headline and a sentence on all that is left out, and grows by one piece after the other as long as it fits: first
 * the names of what is destroyed or replaced, last the attributes of what is added. So it always says what it lacks, and how many.
 *
 * @throws RangeError on a limit below {@link SMALLEST_LIMIT}
 */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const { limit = COMMENT_LIMIT, key } = options;
  if (limit < SMALLEST_LIMIT) throw new RangeError(`A report takes at least ${SMALLEST_LIMIT} bytes.`);
  let head = key === undefined ? "" : `${reportMarker(key)}\n`;
  for (let budget = limit; ; ) {
    const body = assemble(report, options.sections ?? [], budget - bytes(head));
    // once more over the whole: what no part shows, parts side by side might
    const masked = report.mask.text(body);
    if (masked !== body && !head.endsWith(OWN_WORDS_HIDDEN)) {
      head += OWN_WORDS_HIDDEN;
      continue;
    }
    const text = `${head}${masked}`;
    const excess = bytes(text) - limit;
    if (excess <= 0) return text;
    // where masks are longer than what they hide, or fences than what was reckoned with
    budget -= excess + SPARE;
  }
}

function assemble(report: Report, sections: readonly ExtraSection[], limit: number): string {
  const draft = new Draft(report, limit, sections);
  const title = new Part();
  if (!draft.room.add(title, titleOf(report))) draft.room.add(title, "## Plan\n\n");
  draft.grow();
  return `${title.text}${draft.text}`.replace(/\n+$/, "\n");
}
