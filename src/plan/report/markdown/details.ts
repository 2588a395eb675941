import { markdownFence, oneLine } from "../../model/escape";
import { folded } from "../../model/folded";
import type { ChangeReport } from "../changes";
import { differenceLines, type Line, shortened } from "../lines";
import { nameOf, summaryCode, verb } from "./names";

/** A change's attributes, folded; undefined where there is nothing to tell beside what a table has told. */
export function changeDetails(change: ChangeReport, stack?: string): string | undefined {
  const lines = linesOf(change);
  if (lines.length === 0) return undefined;
  const { construct, address } = change;
  const about: readonly Line[] = construct === undefined ? [] : [{ sign: "#", text: address }];
  const name = `${summaryCode(nameOf(change))}${construct === undefined ? "" : ` ${summaryCode(change.type)}`}`;
  const where = stack === undefined ? "" : ` in ${summaryCode(stack)}`;
  return `${folded(`<b>${verb(change)}</b> ${name}${where}`, diffFence([...about, ...lines]))}\n\n`;
}

/** A change's attributes as a part of a block of code that holds several. */
export function changePart(change: ChangeReport): string | undefined {
  const lines = linesOf(change);
  const name =
    `${shortened(nameOf(change))} ${change.construct === undefined ? "" : shortened(change.type)}`.trim();
  return lines.length === 0 ? undefined : `@@ ${oneLine(name)} @@\n${diffText(lines)}\n\n`;
}

function linesOf(change: ChangeReport): readonly Line[] {
  return differenceLines(change.differences(), change);
}

export function diffFence(lines: readonly Line[]): string {
  return markdownFence(diffText(lines), "diff");
}

/** GitHub colours a diff by the first character of its lines, and has none for what changes but `!`. */
export function diffText(lines: readonly Line[]): string {
  return lines.map(({ sign, text }) => `${sign === "~" ? "!" : sign} ${oneLine(text)}`.trimEnd()).join("\n");
}
