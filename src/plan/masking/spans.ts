/** A part of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text with `mask` for each part; for those that overlap or touch, one. */
export function replaceSpans(text: string, spans: readonly Span[], mask: string): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of inOrder(spans)) {
    const from = beforeEscape(text, start);
    if (from > at || parts.length === 0) parts.push(text.slice(at, from), mask);
    at = Math.max(at, afterEscape(text, end));
  }
  parts.push(text.slice(at));
  return parts.join("");
}

/** Those that are not within one of the others. */
export function outside(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  if (spans.length === 0 || others.length === 0) return spans;
  const sorted = inOrder(others);
  let next = 0;
  let reached = -1;
  return inOrder(spans).filter(({ start, end }) => {
    for (let other = sorted[next]; other !== undefined && other.start <= start; other = sorted[next]) {
      reached = Math.max(reached, other.end);
      next += 1;
    }
    return end > reached;
  });
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => a.start - b.start);
}

const BACKSLASH = 92;

/** A part never begins within an escape of JSON: the `n` of `\n`, the digits of `\u0041`. What is left must stay JSON. */
function beforeEscape(text: string, start: number): number {
  for (let back = 1; back <= 5; back += 1) {
    const at = start - back;
    if (text.charCodeAt(at) !== BACKSLASH) continue;
    return isEscape(text, at) && lengthOfEscape(text, at) > back ? at : start;
  }
  return start;
}

function afterEscape(text: string, end: number): number {
  for (let back = 1; back <= 5; back += 1) {
    const at = end - back;
    if (text.charCodeAt(at) !== BACKSLASH) continue;
    return isEscape(text, at) ? Math.max(end, Math.min(text.length, at + lengthOfEscape(text, at))) : end;
  }
  return end;
}

/** Whether a backslash is not itself escaped. */
function isEscape(text: string, at: number): boolean {
  let run = 0;
  while (text.charCodeAt(at - 1 - run) === BACKSLASH) run += 1;
  return run % 2 === 0;
}

function lengthOfEscape(text: string, at: number): number {
  return /^\\u[\da-fA-F]{4}/.test(text.slice(at, at + 6)) ? 6 : 2;
}
