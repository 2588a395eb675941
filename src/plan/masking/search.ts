import { DROPPED, FOLDED, SPECIAL } from "./characters";
import { Folding } from "./folding";
import { type Form, formsOf } from "./forms";
import { LiteralSearch } from "./literal";
import { Spans } from "./spans";
import { isIn, roll, WINDOW, Windows } from "./windows";

/** Positions that are remembered, a power of two: as far back as a window can end in a pattern. */
const REMEMBERED = 64;

/** Where a form was found last, so that one that overlaps itself is compared from there on only. */
interface Last {
  /** In folded units. */
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** One text being searched. */
class Run {
  readonly reader: Folding;
  /** Where the last units are written in the text. */
  readonly starts = new Int32Array(REMEMBERED);
  readonly last: Last[] = [];

  constructor(
    readonly text: string,
    readonly spans: Spans,
  ) {
    this.reader = new Folding(text);
  }
}

/** What each ASCII character that is no escape adds to the hash; 0 for the others. */
const SHARES = Int32Array.from(FOLDED, (unit) => (unit > SPECIAL ? roll(0, unit) : 0));

/**
 * Finds any number of secrets in a text, as they are and encoded, in one pass over the text folded; and in another one over the text as
 * it is, where a secret could be mistaken for an escape.
 */
export class Search {
  readonly #literals: LiteralSearch;
  readonly #forms: Windows<Form>;
  /** Whether a form begins with an ASCII character. */
  readonly #firsts = new Uint8Array(128);
  /** By the first two units. */
  readonly #starts = new Map<number, Form[]>();

  constructor(secrets: readonly string[]) {
    const literals = new Set<string>();
    const forms = new Map<string, Form>();
    for (const secret of secrets) {
      const { folded, literal } = formsOf(secret);
      for (const each of literal) literals.add(each);
      for (const each of folded) if (!forms.has(each.units)) forms.set(each.units, each);
    }
    this.#literals = new LiteralSearch([...literals]);
    this.#forms = new Windows([...forms.values()]);
    for (const form of this.#forms.patterns) if (!form.isBase64) this.#addStart(form);
  }

  replace(text: string, mask: string): string {
    if (text.length < WINDOW) return text;
    const spans = new Spans();
    this.#literals.find(text, (_, start, end) => spans.add(start, end));
    this.#folded(text, spans);
    return spans.replace(text, mask);
  }

  #addStart(form: Form): void {
    if (form.units.length < WINDOW) return;
    const first = form.units.charCodeAt(0);
    if (first < 128) this.#firsts[first] = 1;
    const start = startKey(first, form.units.charCodeAt(1));
    const others = this.#starts.get(start);
    if (others) others.push(form);
    else this.#starts.set(start, [form]);
  }

  #folded(text: string, spans: Spans): void {
    const { bits } = this.#forms;
    const run = new Run(text, spans);
    const { starts } = run;
    const { length } = text;
    let hash = 0;
    let count = 0;
    for (let at = 0; at < length; ) {
      const code = text.charCodeAt(at);
      const share = code < 128 ? (SHARES[code] ?? 0) : 0;
      if (share !== 0) {
        starts[count & (REMEMBERED - 1)] = at;
        at += 1;
        hash = ((hash << 4) + share) | 0;
        if (isIn(bits, hash)) this.#found(run, hash, count);
        count += 1;
        continue;
      }
      const { reader } = run;
      reader.seek(at);
      do {
        if (!reader.next()) return;
        starts[count & (REMEMBERED - 1)] = reader.start;
        hash = roll(hash, reader.unit);
        if (isIn(bits, hash)) this.#found(run, hash, count);
        count += 1;
      } while (reader.isWithin);
      if (reader.isEscape) this.#within(text, reader.from + 1, reader.end, spans);
      at = reader.end;
    }
  }

  #found({ text, spans, starts, last }: Run, hash: number, count: number): void {
    for (let each = this.#forms.at(hash); each !== undefined; each = each.other) {
      const { pattern, index } = each;
      const from = count + 1 - each.before;
      if (from < 0) continue;
      const start = starts[from & (REMEMBERED - 1)] ?? 0;
      const end = endOf(text, start, from, pattern, last[index]);
      if (end < 0) continue;
      last[index] = { from, to: from + pattern.units.length, end };
      if (pattern.isBase64) addBase64(text, start, end, spans);
      else spans.add(start, end);
    }
  }

  /** What was taken for an escape may be none: a backslash, and then a secret that begins with `n`. */
  #within(text: string, from: number, to: number, spans: Spans): void {
    for (let start = from; start < to; start += 1) {
      const first = unitAt(text, start);
      if (first <= SPECIAL || (first < 128 && this.#firsts[first] === 0)) continue;
      const second = unitAt(text, start + 1);
      const key = startKey(first, second > SPECIAL ? second : secondUnit(text, start));
      for (const form of this.#starts.get(key) ?? []) {
        const end = endOf(text, start, 0, form, undefined);
        if (end >= 0) spans.add(start, end);
      }
    }
  }
}

function startKey(first: number, second: number): number {
  return (Math.imul(first, 0x9e3779b1) ^ second) | 0;
}

/** What a character folds to that is none of an escape. */
function unitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (FOLDED[code] ?? DROPPED) : code === 0x200b || code === 0xfeff ? DROPPED : code;
}

function secondUnit(text: string, start: number): number {
  const reader = new Folding(text, start);
  return reader.next() && reader.next() ? reader.unit : DROPPED;
}

/** Where a form ends that begins here; -1 where it does not. */
function endOf(text: string, start: number, from: number, { units }: Form, last: Last | undefined): number {
  const isOverlapping = last !== undefined && from > last.from && from < last.to;
  const reader = new Folding(text, isOverlapping ? last.end : start);
  let end = isOverlapping ? last.end : start;
  for (let index = isOverlapping ? last.to - from : 0; index < units.length; index += 1) {
    if (!reader.next()) return -1;
    if (reader.unit !== units.charCodeAt(index)) {
      // a last character that looks as if it began an escape with what follows
      if (index < units.length - 1 || text.charCodeAt(reader.start) !== units.charCodeAt(index)) return -1;
      return reader.start + 1;
    }
    end = reader.end;
  }
  return end;
}

/** With what is left of a character at either end. */
function addBase64(text: string, start: number, end: number, spans: Spans): void {
  const reader = new Folding(text, end);
  const isMore = reader.next() && reader.start === end && (reader.isEscape || isBase64(text.charCodeAt(end)));
  spans.add(isBase64(text.charCodeAt(start - 1)) ? start - 1 : start, isMore ? reader.end : end);
}

function isBase64(code: number): boolean {
  return code < 128 && /[\w+/-]/.test(String.fromCharCode(code));
}
