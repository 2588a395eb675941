import { markdownText } from "../../plan/model/escape";
import { type Marker, type Run, writeMarker } from "./marker";
import type { State } from "./states";

/** GitHub refuses a longer comment with 422. */
export const MOST_CHARACTERS = 65_536;

/** Stands between what changes with each step and the report. */
const SPLIT = "<!-- report -->";
/** A note is a sentence; a stack has few. */
const LONGEST_NOTE = 300;
const MOST_NOTES = 12;

const WORDS: Readonly<Record<State, string>> = {
  planned: "📝 planned",
  "not-planned": "❌ could not be planned",
  waiting: "⏸️ waits for approval",
  applying: "⏳ applying",
  applied: "✅ applied",
  unchanged: "✅ nothing to apply",
  failed: "❌ failed",
};

/** Where a run is looked at. */
export type RunUrl = (run: Run) => string;

/**
 * A comment: what it knows of itself, where each stack stands, and the report.
 *
 * A report that is too long is replaced by a sentence, never cut; `report` of this tool keeps within a limit of its own.
 */
export function writeBody(marker: Marker, report: string, runUrl: RunUrl): string {
  const head = [writeMarker(marker), "", ...table(marker, runUrl), "", SPLIT].join("\n");
  const body = `${head}\n${report.trimEnd()}\n`;
  if (body.length <= MOST_CHARACTERS) return body;
  const count = report.length.toLocaleString("en-US");
  const where = `It is the summary of [the run that planned](${runUrl(marker.run)}).`;
  return `${head}\n**The report has ${count} characters, more than a comment takes.** ${where}\n`;
}

/** The report in a comment's body. */
export function reportOf(body: string): string {
  const text = body.replaceAll("\r\n", "\n");
  const at = text.indexOf(`\n${SPLIT}\n`);
  return at === -1 ? "" : text.slice(at + SPLIT.length + 2).trimEnd();
}

function table({ stacks, head }: Marker, runUrl: RunUrl): readonly string[] {
  const rows = Object.entries(stacks).sort(([a], [b]) => order(a) - order(b) || a.localeCompare(b));
  const lines = rows.map(([name, { state, run }]) => {
    const link = `[run ${run.number}${run.attempt > 1 ? `, attempt ${run.attempt}` : ""}](${runUrl(run)})`;
    return `| ${markdownText(name)} | ${WORDS[state]} | ${link} |`;
  });
  const notes = rows.flatMap(([name, { notes = [] }]) =>
    notes
      .slice(0, MOST_NOTES)
      .map((note) => `- ${markdownText(name)}: ${markdownText(note.slice(0, LONGEST_NOTE))}`),
  );
  return [
    `| ${head.slice(0, 7)} | | |`,
    "| --- | --- | --- |",
    ...lines,
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ];
}

/** In the order in which they are applied. */
function order(name: string): number {
  return name === "staging" ? 0 : 1;
}
