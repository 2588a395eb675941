import type { ChangeReport } from "../changes";
import { thousands } from "../counts";
import { cell, nameOf, verb, words } from "./names";

const MOST_NAMES = 6;

export function tableHead(titles: readonly string[], numbers: number = 0): string {
  const lines = titles.map((_, index) => (index >= titles.length - numbers ? "---:" : "---"));
  return `| ${titles.join(" | ")} |\n|${lines.join("|")}|\n`;
}

export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

export const CHANGE_HEAD = tableHead(["Action", "Where", "Type", "What"]);

export function changeRow(change: ChangeReport): string {
  return row([verb(change), cell(nameOf(change)), cell(change.type), what(change)]);
}

export const ADDED_HEAD = tableHead(["Where", "Type"]);

export function addedRow(change: ChangeReport): string {
  const note =
    change.kind === "add" && !change.isImport && change.previousAddress === undefined
      ? ""
      : ` (${verb(change)})`;
  return row([`${cell(nameOf(change))}${note}`, cell(change.type)]);
}

/** What a row takes at least, found without making it. */
export function leastRow(change: ChangeReport): number {
  return Math.min(200, change.type.length) * 2 + 14;
}

function what(change: ChangeReport): string {
  const { previousAddress, importId, kind } = change;
  const parts: string[] = [];
  if (previousAddress !== undefined) parts.push(`from ${cell(previousAddress)}`);
  if (importId !== undefined) parts.push(`as ${cell(importId)}`);
  if (kind === "change") parts.push(namesInWords(change.changed));
  if (kind === "read" && change.reason !== undefined) parts.push(words(change.reason));
  parts.push(...change.notes.map(words));
  return parts.join("; ");
}

export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(cell).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${thousands(names.length - MOST_NAMES)} more` : shown;
}
