import { diffLines } from "diff";
import { plural } from "../counts";
import type { Line } from "./line";
import { shortened } from "./text";

/** Lines that stay as they are around those that change. */
const CONTEXT = 2;
const MOST_CHANGED_LINES = 80;
/** Texts that differ in more lines are told as a whole. */
const MOST_EDITS = 500;
const LONGEST = 500_000;

/** How texts of several lines differ; undefined where that takes too long to find. */
export function textDifference(before: string, after: string): readonly Line[] | undefined {
  if (before.length + after.length > LONGEST) return undefined;
  const parts = diffLines(before, after, { maxEditLength: MOST_EDITS });
  if (parts === undefined) return undefined;
  const lines: Line[] = [];
  let changed = 0;
  parts.forEach(({ added, removed, value }, index) => {
    const own = value.replace(/\n$/, "").split("\n");
    if (added || removed) {
      const shown = own.slice(0, Math.max(0, MOST_CHANGED_LINES - changed));
      lines.push(...shown.map((text) => line(added ? "+" : "-", text)));
      changed += own.length;
    } else if (changed < MOST_CHANGED_LINES) {
      lines.push(...context(own, index > 0, index < parts.length - 1));
    }
  });
  const rest = changed - MOST_CHANGED_LINES;
  return rest > 0 ? [...lines, line("#", `${plural(rest, "more line")} left out`)] : lines;
}

function context(lines: readonly string[], isAfter: boolean, isBefore: boolean): readonly Line[] {
  const head = isAfter ? CONTEXT : 0;
  const tail = isBefore ? CONTEXT : 0;
  if (lines.length <= head + tail) return lines.map((text) => line(" ", text));
  return [
    ...lines.slice(0, head).map((text) => line(" ", text)),
    line("#", `${plural(lines.length - head - tail, "unchanged line")}`),
    ...lines.slice(lines.length - tail).map((text) => line(" ", text)),
  ];
}

function line(sign: Line["sign"], text: string): Line {
  return { sign, text: `  ${shortened(text, 300)}` };
}
