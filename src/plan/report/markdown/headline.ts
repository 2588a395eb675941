import { hasChanges } from "../conditions";
import { type Counts, countsInWords } from "../counts";
import type { Report } from "../report";
import { cell, words } from "./names";
import { row, tableHead } from "./tables";

export function titleOf({ title, stacks }: Report): string {
  if (title !== undefined) return `## ${words(title)}\n\n`;
  const [only] = stacks;
  return only !== undefined && stacks.length === 1 ? `## Plan of ${cell(only.name)}\n\n` : "## Plan\n\n";
}

/** What it comes to, in one line. */
export function headline(counts: Counts): string {
  const all = countsInWords(counts);
  if (hasChanges(counts)) return `**${all.join(", ")}**\n\n`;
  return all.length === 0 ? "**No changes.**\n\n" : `**No changes**; ${all.join(", ")}.\n\n`;
}

export function alert(kind: "CAUTION" | "WARNING" | "NOTE", lines: readonly string[]): string {
  return lines.length === 0 ? "" : `> [!${kind}]\n${lines.map((each) => `> ${each}`).join("\n>\n")}\n\n`;
}

const COLUMNS: readonly (readonly [keyof Counts, string])[] = [
  ["import", "import"],
  ["add", "add"],
  ["change", "change"],
  ["replace", "replace"],
  ["destroy", "destroy"],
  ["forget", "forget"],
  ["move", "move"],
  ["outputs", "outputs"],
  ["drift", "drift"],
  ["failedChecks", "failed checks"],
  ["deferred", "deferred"],
];

export interface StacksTable {
  readonly head: string;
  readonly rows: readonly string[];
}

/** One row for each stack, with the columns that some stack needs. */
export function stacksTable({ stacks, counts }: Report): StacksTable {
  const columns = COLUMNS.filter(([key]) => counts[key] > 0);
  const shown = columns.length === 0 ? COLUMNS.slice(1, 5) : columns;
  return {
    head: tableHead(["Stack", ...shown.map(([, title]) => title)], shown.length),
    rows: stacks.map((stack) =>
      row([
        cell(stack.name),
        ...shown.map(([key]) => (stack.counts[key] === 0 ? "" : String(stack.counts[key]))),
      ]),
    ),
  };
}
