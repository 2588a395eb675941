import { isReference } from "./harmless";
import { isSecretName } from "./names";
import { BEGIN, privateKeysIn } from "./pem";
import type { Span } from "./spans";

/**
 * What a text itself calls a secret: a variable's value (`API_SECRET=...`, also within quotes, or with spaces around the sign in a line
 * of its own), a private key in PEM.
 */
export function* assignedIn(text: string): Generator<Span> {
  for (let sign = text.indexOf("="); sign >= 0; ) {
    const value = isAssignment(text, sign) ? valueAt(text, skip(text, sign + 1, 1)) : undefined;
    if (value !== undefined && isWorthHiding(text.slice(value.start, value.end))) yield value;
    sign = text.indexOf("=", Math.max(sign + 1, value?.end ?? 0));
  }
  yield* privateKeysIn(text);
}

/** The same, as texts; of what may be a list of several values, the first one, too. */
export function assignedTexts(text: string): readonly string[] {
  if (!mayAssign(text)) return [];
  return [...assignedIn(text)].flatMap(({ start, end }) => {
    const value = text.slice(start, end);
    const first = /^[^,|)\]}\s]+/.exec(value)?.[0];
    return first === undefined || first === value ? [value] : [value, first];
  });
}

/** Whether there is a sign or a first line of PEM. */
export function mayAssign(text: string): boolean {
  return text.includes("=") || (text.length >= SHORTEST_PEM && text.includes(BEGIN));
}

/** With one line of a key. */
const SHORTEST_PEM = 48;

/** No variable has a longer name. */
const LONGEST_NAME = 128;

function isAssignment(text: string, sign: number): boolean {
  const end = skip(text, sign, -1);
  let start = end;
  while (start > 0 && end - start <= LONGEST_NAME && /[\w.-]/.test(text.charAt(start - 1))) start -= 1;
  if (!isSecretName(text.slice(start, end).replace(/^-+/, ""))) return false;
  // prose has signs with spaces around them, and so have reports
  const isSpaced = end < sign || /[ \t]/.test(text.charAt(sign + 1));
  return (
    !isSpaced || /(?:^|[\n\uffff])[ \t]{0,16}(?:export )?$/.test(text.slice(Math.max(0, start - 24), start))
  );
}

const MOST_SPACES = 32;

/** Over spaces. */
function skip(text: string, from: number, step: 1 | -1): number {
  let at = from;
  for (let count = 0; count < MOST_SPACES; count += 1) {
    if (!/[ \t]/.test(text.charAt(step > 0 ? at : at - 1))) return at;
    at += step;
  }
  return at;
}

/** A table's cell ends it. */
const QUOTED = /(["'])(?:(?!\1| \| )[^\\\n\uffff]|\\.)*\1/y;
/** A backslash that begins an escape ends it: whoever undoes that sees the rest. */
const BARE = /(?:[^\s"'`;&<>\\\uffff]|\\(?![nrtbfuxU"'\\/]))*/y;

function valueAt(text: string, at: number): Span {
  QUOTED.lastIndex = at;
  if (QUOTED.test(text)) return { start: at + 1, end: QUOTED.lastIndex - 1 };
  BARE.lastIndex = at;
  BARE.test(text);
  return { start: at, end: BARE.lastIndex };
}

/** Where a shell, a template or a report would put the value. */
const ELSEWHERE = /^(?:\$\{|\$\(|\$[A-Za-z_]\w*$|\{\{|%[sdv]|\()/;

function isWorthHiding(value: string): boolean {
  return !isReference(value) && !ELSEWHERE.test(value);
}
