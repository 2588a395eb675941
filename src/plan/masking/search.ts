import { DROPPED, FOLDED, Folding, SPECIAL } from "./folding";
import { type Form, formsOf } from "./forms";
import { Spans } from "./spans";
import { isIn, roll, WINDOW, Windows } from "./windows";

/** Positions that are remembered, a power of two: as far back as a window can end in a pattern. */
const REMEMBERED = 64;

interface Literal {
  readonly units: string;
}

/** Where a pattern was found last, so that one that overlaps itself is compared from there on only. */
interface Last {
  /** In folded units. */
  from: number;
  to: number;
  end: number;
}

/**
 * Finds any number of secrets in a text, as they are and encoded, in two passes: over the text as it is, and over the text folded.
 */
export class Search {
  readonly #literals: Windows<Literal>;
  readonly #forms: Windows<Form>;
  readonly #byFirst = new Map<number, Form[]>();

  /** @param isLiteral encodings are not looked for. @default false */
  constructor(secrets: readonly string[], { isLiteral = false }: { readonly isLiteral?: boolean } = {}) {
    this.#literals = new Windows(secrets.map((units) => ({ units })));
    const forms = new Map<string, Form>();
    for (const secret of isLiteral ? [] : secrets) {
      for (const form of formsOf(secret)) if (!forms.has(form.units)) forms.set(form.units, form);
    }
    this.#forms = new Windows([...forms.values()]);
    for (const form of this.#forms.patterns) {
      if (!form.isEncodable || form.units.length < WINDOW) continue;
      const first = form.units.charCodeAt(0);
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), form]);
    }
  }

  replace(text: string, mask: string): string {
    if (text.length < WINDOW) return text;
    const spans = new Spans();
    this.literally(text, (_, start, end) => spans.add(start, end));
    this.#folded(text, spans);
    return spans.replace(text, mask);
  }

  /** Each place where a secret stands as it is, with the number of the secret. */
  literally(text: string, found: (secret: number, start: number, end: number) => void): void {
    const { bits } = this.#literals;
    const ends: number[] = [];
    let hash = 0;
    for (let at = 0; at < text.length; at += 1) {
      hash = roll(hash, text.charCodeAt(at));
      if (!isIn(bits, hash)) continue;
      for (const { pattern, index, before } of this.#literals.at(hash)) {
        const start = at + 1 - before;
        if (start < 0) continue;
        // of one that overlaps itself, what follows is compared only
        const known = Math.max(start, ends[index] ?? 0);
        if (!hasAt(text, start, pattern.units, known - start)) continue;
        ends[index] = start + pattern.units.length;
        found(index, start, start + pattern.units.length);
      }
    }
  }

  #folded(text: string, spans: Spans): void {
    const { bits } = this.#forms;
    const starts = new Int32Array(REMEMBERED);
    const last: Last[] = [];
    const reader = new Folding(text);
    let hash = 0;
    let at = 0;
    for (let count = 0; ; count += 1) {
      const code = text.charCodeAt(at);
      let unit = code < 128 ? (FOLDED[code] ?? DROPPED) : DROPPED;
      if (unit > SPECIAL) {
        starts[count & (REMEMBERED - 1)] = at;
        at += 1;
      } else {
        if (!reader.isWithin) reader.seek(at);
        if (!reader.next()) return;
        ({ unit } = reader);
        starts[count & (REMEMBERED - 1)] = reader.start;
        if (!reader.isWithin) at = reader.end;
        if (reader.isEscape && this.#byFirst.size > 0)
          this.#within(text, reader.start + 1, reader.end, spans);
      }
      hash = roll(hash, unit);
      if (isIn(bits, hash)) this.#found(text, hash, count, starts, last, spans);
    }
  }

  #found(text: string, hash: number, count: number, starts: Int32Array, last: Last[], spans: Spans): void {
    for (const { pattern, index, before } of this.#forms.at(hash)) {
      const from = count + 1 - before;
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
      const code = text.charCodeAt(start);
      const unit = code < 128 ? (FOLDED[code] ?? DROPPED) : code;
      if (unit <= SPECIAL) continue;
      for (const form of this.#byFirst.get(unit) ?? []) {
        const end = endOf(text, start, 0, form, undefined);
        if (end >= 0) spans.add(start, end);
      }
    }
  }
}

function hasAt(text: string, start: number, units: string, from: number): boolean {
  for (let index = from; index < units.length; index += 1) {
    if (text.charCodeAt(start + index) !== units.charCodeAt(index)) return false;
  }
  return true;
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
