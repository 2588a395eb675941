import { type Difference, UNKNOWN } from "../../diff";
import { isObject, type Json } from "../../model/json";
import { type Kind, plural } from "../counts";
import type { Line } from "./line";
import { firstDifference, shortened } from "./text";
import { textDifference } from "./texts";
import { inline, isUnset, valueLines } from "./value";

export type { Line } from "./line";
export { shortened } from "./text";

const WIDTH = 110;
/** Of one change; docs/plan-report.md says where the rest is. */
const MOST_LINES = 400;

/** What the lines are about: what is replaced gets much anew that goes without saying, and of what is changed the rest is hidden. */
export interface About {
  readonly kind: Kind;
  readonly unchanged: number;
}

/** The differences of one change as lines of a diff: what is not set is left out, as are `tags_all` beside `tags`. */
export function differenceLines(all: readonly Difference[], about?: About): readonly Line[] {
  const lines: Line[] = [];
  const unknown: string[] = [];
  const hasTags = all.some(({ path }) => /^tags\b(?!_)/.test(path));
  for (const each of all) {
    if (isNoise(each) || (hasTags && /^tags_all\b/.test(each.path))) continue;
    if (isExpected(each, about)) unknown.push(each.path);
    else if (lines.length <= MOST_LINES) lines.push(...linesOf(each));
  }
  const rest = lines.length - MOST_LINES;
  if (rest > 0) lines.splice(MOST_LINES, rest, said(`at least ${plural(rest, "more line")} left out`));
  if (unknown.length > 0) lines.push(said(`${UNKNOWN.slice(1, -1)}: ${shortened(unknown.join(", "), 600)}`));
  const unchanged = about?.kind === "change" ? about.unchanged : 0;
  if (unchanged > 0) lines.push(said(`${plural(unchanged, "unchanged attribute")} hidden`));
  return lines;
}

/** What a new object gets from its maker. */
function isExpected({ isUnknown, forcesReplacement, change }: Difference, about: About | undefined): boolean {
  return isUnknown === true && !forcesReplacement && (change === "add" || about?.kind === "replace");
}

/** What is set to nothing where there was nothing. */
function isNoise({ change, before, after }: Difference): boolean {
  return change === "add" ? isUnset(after) : change === "remove" && isUnset(before);
}

function linesOf(difference: Difference): readonly Line[] {
  const { change, path, before = null, after = null } = difference;
  const lines =
    change === "add"
      ? [...valueLines("+", path, after)]
      : change === "remove"
        ? [...valueLines("-", path, before)]
        : changeLines(difference, before, after);
  const notes = [difference.note, difference.forcesReplacement && "forces replacement"].filter(Boolean);
  const [first, ...rest] = lines;
  return first && notes.length > 0
    ? [{ ...first, text: `${first.text}  # ${notes.join(", ")}` }, ...rest]
    : lines;
}

function changeLines({ path, isSensitive }: Difference, before: Json, after: Json): readonly Line[] {
  if (isSensitive) return [{ sign: "~", text: `${path}: (sensitive, changed)` }];
  if (typeof before === "string" && typeof after === "string" && /\n/.test(before + after)) {
    const lines = textDifference(before, after);
    if (lines) return [{ sign: "~", text: `${path}:` }, ...lines];
  }
  const from = typeof before === "string" && typeof after === "string" ? firstDifference(before, after) : 0;
  const [was, is] = [inline(before, from), inline(after, from)];
  if (path.length + was.length + is.length <= WIDTH || after === UNKNOWN) {
    return [{ sign: "~", text: `${path}: ${was} -> ${is}` }];
  }
  if (isObject(before) || isObject(after))
    return [...valueLines("-", path, before), ...valueLines("+", path, after)];
  return [
    { sign: "-", text: `${path}: ${was}` },
    { sign: "+", text: `${path}: ${is}` },
  ];
}

function said(text: string): Line {
  return { sign: "#", text };
}
