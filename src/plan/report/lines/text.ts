import { thousands } from "../counts";

/** Longer texts are shown in part. */
const LONGEST = 300;
/** What is shown before the first difference of two long texts. */
const LEAD = 60;

/** A text as JSON, or as much of it as tells what it is; `from` is where the part of interest begins. */
export function quoted(text: string, from = 0): string {
  if (text.length <= LONGEST) return JSON.stringify(text);
  const start = Math.max(0, Math.min(from - LEAD, text.length - LONGEST));
  const part = text.slice(start, start + LONGEST);
  const [head, tail] = [start > 0 ? "..." : "", start + LONGEST < text.length ? "..." : ""];
  return `${head}${JSON.stringify(part)}${tail} (${thousands(text.length)} characters)`;
}

/** Where two texts begin to differ. */
export function firstDifference(one: string, other: string): number {
  const end = Math.min(one.length, other.length);
  for (let index = 0; index < end; index += 1)
    if (one.charCodeAt(index) !== other.charCodeAt(index)) return index;
  return end;
}

/** A name that may be as long as its author likes. */
export function shortened(name: string, longest = 200): string {
  return name.length <= longest
    ? name
    : `${name.slice(0, longest)}... (${thousands(name.length)} characters)`;
}
