/** Parts of a text, by where they begin and end. */
export class Spans {
  readonly #spans: [start: number, end: number][] = [];

  add(start: number, end: number): void {
    const last = this.#spans.at(-1);
    if (last && start >= last[0] && start <= last[1]) last[1] = Math.max(last[1], end);
    else this.#spans.push([start, end]);
  }

  /** The text with `mask` for each part; for those that overlap or touch, one. */
  replace(text: string, mask: string): string {
    if (this.#spans.length === 0) return text;
    const spans = this.#spans.map(
      ([start, end]) => [beforeEscape(text, start), afterEscape(text, end)] as const,
    );
    spans.sort(([a], [b]) => a - b);
    const parts: string[] = [];
    let at = 0;
    for (const [start, end] of spans) {
      if (start > at || parts.length === 0) parts.push(text.slice(at, start), mask);
      at = Math.max(at, end);
    }
    parts.push(text.slice(at));
    return parts.join("");
  }
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
