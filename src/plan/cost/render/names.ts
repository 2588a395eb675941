import { markdownCode, terminalText } from "../../model/escape";
import type { ResourceCost } from "../types";

const LONGEST = 160;

/** Construct path where there is one, else the address; cut, as whoever wrote the plan chose it. */
export function nameOf({ construct, address, deposed }: ResourceCost): string {
  const name = cut(construct ?? address);
  return deposed === undefined ? name : `${name} (deposed ${cut(deposed)})`;
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

export const codeOf = (text: string): string => markdownCode(cut(text), { isCell: true });

export const plainOf = (text: string): string => terminalText(cut(text)).replaceAll(/[\n\t]/g, " ");
