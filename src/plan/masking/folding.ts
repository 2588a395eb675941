import {
  AMPERSAND,
  BACKSLASH,
  DROPPED,
  FOLDED,
  folded,
  hexDigit,
  NAMED,
  PERCENT,
  SPECIAL,
  within,
} from "./characters";

/**
 * Text without its clothes: JSON's escapes, Markdown's backslashes, HTML's entities and percent escapes are undone, however many
 * of them are inside of each other, and what differs between encodings is made one: `-`, `+` and space; `_` and `/` (base64 and
 * base64url, forms). Controls, backslashes and spaces of no width are left out.
 *
 * Two texts that are encodings of the same text fold to the same.
 */
export class Folding {
  readonly #text: string;
  #at: number;
  #low = 0;
  /** The UTF-16 code unit that was read. */
  unit = 0;
  /** Where it is written in the text. */
  start = 0;
  end = 0;
  /** Where reading began: what is left out stands between this and {@link start}. */
  from = 0;
  /** Whether it is written as an escape, or something is that was left out. */
  isEscape = false;

  /** How many readings it is within, of what introduces something that is itself encoded. */
  readonly #depth: number;

  constructor(text: string, at = 0, depth = 0) {
    this.#text = text;
    this.#at = at;
    this.#depth = depth;
  }

  /** Goes on with another place of the text. */
  seek(at: number): void {
    this.#at = at;
    this.#low = 0;
  }

  /** Whether {@link end} is not yet where the next one begins: of two units the second has not been read. */
  get isWithin(): boolean {
    return this.#low !== 0;
  }

  /** @returns whether there was one more */
  next(): boolean {
    if (this.#low !== 0) {
      this.unit = this.#low;
      this.#low = 0;
      return true;
    }
    this.from = this.#at;
    this.isEscape = false;
    while (this.#at < this.#text.length) {
      this.start = this.#at;
      const code = this.#text.charCodeAt(this.#at);
      this.#at += 1;
      const plain = code < 128 ? (FOLDED[code] ?? DROPPED) : code;
      this.isEscape ||= plain === SPECIAL;
      const unit = plain === SPECIAL ? folded(this.#resolve(code)) : plain < 128 ? plain : folded(plain);
      if (unit === DROPPED) continue;
      this.end = this.#at;
      if (unit > 0xffff) {
        this.unit = 0xd800 + ((unit - 0x10000) >> 10);
        this.#low = 0xdc00 + ((unit - 0x10000) & 0x3ff);
      } else this.unit = unit;
      return true;
    }
    return false;
  }

  /** What an introducer that has been read stands for, with whatever that introduces in turn. */
  #resolve(introducer: number): number {
    let code = introducer;
    for (;;) {
      const meant =
        code === BACKSLASH
          ? this.#escaped()
          : code === PERCENT
            ? this.#percent()
            : code === AMPERSAND
              ? this.#entity()
              : code;
      // an introducer that introduces nothing is itself
      if (meant === code && code !== BACKSLASH) return code;
      code = meant;
      if (code === END) return DROPPED;
    }
  }

  #escaped(): number {
    const code = this.#text.charCodeAt(this.#at);
    if (Number.isNaN(code)) return END;
    this.#at += 1;
    if (CONTROL_LETTERS.has(code)) return CONTROL;
    return code === LETTER_U ? (this.#unicode() ?? code) : code;
  }

  /** The digits of `\u0041`, or of `\u{1b}`, whose brackets may be encoded. */
  #unicode(): number | undefined {
    const hex = /^[\da-fA-F]{4}/.exec(this.#text.slice(this.#at, this.#at + 4))?.[0];
    if (hex !== undefined) {
      this.#at += 4;
      return Number.parseInt(hex, 16);
    }
    const inBrackets = this.#encoded(/^\{[\da-fA-F]{1,6}\}$/, "}");
    if (inBrackets === undefined) return undefined;
    this.#at = inBrackets.end;
    return within(Number.parseInt(inBrackets.read.slice(1), 16));
  }

  /** What comes next, up to and with `last`, if that is as expected when it is decoded. */
  #encoded(expected: RegExp, last: string): { readonly read: string; readonly end: number } | undefined {
    if (this.#depth >= DEEPEST) return undefined;
    const reader = new Folding(this.#text, this.#at, this.#depth + 1);
    let read = "";
    while (read.length < MOST_DIGITS && !read.endsWith(last) && reader.next()) {
      const character = String.fromCharCode(reader.unit);
      if (!/[\w#;{}]/.test(character)) return undefined;
      read += character;
    }
    if (!expected.test(read)) return undefined;
    return { read, end: reader.end };
  }

  #percent(): number {
    const digits = this.#after25(this.#at);
    const first = this.#byte(digits);
    this.#at = first < 0 ? digits : digits + 2;
    if (first < 0) return PERCENT;
    if (first < 0xc2 || first > 0xf4) return first;
    const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = first & (0x3f >> more);
    let at = this.#at;
    for (let index = 0; index < more; index += 1) {
      at = this.#afterPercent(at);
      const byte = at < 0 ? -1 : this.#byte(at);
      if (byte >> 6 !== 2) return first;
      code = (code << 6) | (byte & 0x3f);
      at += 2;
    }
    this.#at = at;
    return within(code);
  }

  /** Where the digits are of a `%XX`, `%25XX`, `%2525XX` that begins here, itself perhaps escaped; -1 where none does. */
  #afterPercent(start: number): number {
    let at = start;
    while (this.#text.charCodeAt(at) === BACKSLASH) at += 1;
    const code = this.#text.charCodeAt(at);
    if (code === PERCENT) return this.#after25(at + 1);
    const entity = code === AMPERSAND ? ENTITY_OF_PERCENT.exec(this.#text.slice(at, at + 8))?.[0] : undefined;
    return entity === undefined ? -1 : this.#after25(at + entity.length);
  }

  #after25(start: number): number {
    let at = start;
    while (this.#text.charCodeAt(at) === DIGIT_2 && this.#text.charCodeAt(at + 1) === DIGIT_5) at += 2;
    return at;
  }

  #byte(at: number): number {
    const high = hexDigit(this.#text.charCodeAt(at));
    const low = hexDigit(this.#text.charCodeAt(at + 1));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  #entity(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at) === HASH ? this.#numbered() : this.#named();
      if (code === NONE) return this.#encodedEntity();
      if (code !== AMPERSAND) return code;
    }
  }

  /** An entity that has been encoded, so that its number sign or semicolon is an escape. */
  #encodedEntity(): number {
    const entity = this.#encoded(/^(?:#\d+|#[xX][\da-fA-F]+|[a-zA-Z]+);$/, ";");
    const code = entity === undefined ? undefined : meaningOf(entity.read.slice(0, -1));
    if (entity === undefined || code === undefined) return AMPERSAND;
    this.#at = entity.end;
    return code;
  }

  #numbered(): number {
    const isHex = (this.#text.charCodeAt(this.#at + 1) | 32) === LETTER_X;
    const from = this.#at + (isHex ? 2 : 1);
    let code = 0;
    for (let at = from; at < from + MOST_DIGITS; at += 1) {
      const letter = this.#text.charCodeAt(at);
      if (letter === SEMICOLON && at > from) {
        this.#at = at + 1;
        return within(code);
      }
      const digit = hexDigit(letter);
      if (digit < 0 || (!isHex && digit > 9)) return NONE;
      code = code * (isHex ? 16 : 10) + digit;
    }
    return NONE;
  }

  #named(): number {
    const name = /^([a-zA-Z]{2,8});/.exec(this.#text.slice(this.#at, this.#at + 9))?.[1];
    const code = name === undefined ? undefined : NAMED.get(name);
    if (name === undefined || code === undefined) return NONE;
    this.#at += name.length + 1;
    return code;
  }
}

/** @returns the folded text */
export function fold(text: string): string {
  const reader = new Folding(text);
  let result = "";
  while (reader.next()) result += String.fromCharCode(reader.unit);
  return result;
}
const ENTITY_OF_PERCENT = /^&(?:#37|#x25|percnt);/i;
const LETTER_U = 117;
const DIGIT_2 = 50;
const DIGIT_5 = 53;
/** Any of them: controls are left out. */
const CONTROL = 10;
const END = -1;
const NONE = -2;
const HASH = 35;
const SEMICOLON = 59;
const LETTER_X = 120;
/** With leading zeros. */
const MOST_DIGITS = 12;
const DEEPEST = 2;

const CONTROL_LETTERS = new Set([..."nrtbf"].map((letter) => letter.charCodeAt(0)));

/** Of an entity, without what encloses it. */
function meaningOf(entity: string): number | undefined {
  if (!entity.startsWith("#")) return NAMED.get(entity);
  const isHex = /^#x/i.test(entity);
  return within(Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10));
}
