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
  /** Whether it is written as an escape. */
  isEscape = false;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.#at = at;
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
    while (this.#at < this.#text.length) {
      this.start = this.#at;
      const code = this.#text.charCodeAt(this.#at);
      this.#at += 1;
      const plain = code < 128 ? (FOLDED[code] ?? DROPPED) : code;
      this.isEscape = plain === SPECIAL;
      const unit = this.isEscape ? folded(this.#resolve(code)) : plain < 128 ? plain : folded(plain);
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
    if (code === LETTER_U) {
      const hex = /^(?:([\da-fA-F]{4})|\{([\da-fA-F]{1,6})\})/.exec(this.#text.slice(this.#at, this.#at + 8));
      if (hex) {
        this.#at += hex[0].length;
        return within(Number.parseInt(hex[1] ?? hex[2] ?? "", 16));
      }
    }
    return code;
  }

  #percent(): number {
    const digits = this.#afterPercent(this.#at - 1);
    const first = this.#byte(digits);
    if (first < 0) return this.#literalPercent(digits);
    this.#at = digits + 2;
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

  /** `%25` that nothing follows. */
  #literalPercent(digits: number): number {
    this.#at = digits;
    return PERCENT;
  }

  /** Where the digits are of a `%XX`, `%25XX`, `%2525XX` that begins here; -1 where none does. */
  #afterPercent(start: number): number {
    if (this.#text.charCodeAt(start) !== PERCENT) return -1;
    let at = start + 1;
    while (this.#text.charCodeAt(at) === 50 && this.#text.charCodeAt(at + 1) === 53) at += 2;
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
      if (code !== AMPERSAND) return code === NONE ? AMPERSAND : code;
    }
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

const BACKSLASH = 92;
const PERCENT = 37;
const AMPERSAND = 38;
const LETTER_U = 117;
/** Any of them: controls are left out. */
const CONTROL = 10;
const END = -1;
const NONE = -2;
const HASH = 35;
const SEMICOLON = 59;
const LETTER_X = 120;
/** With leading zeros. */
const MOST_DIGITS = 12;
/** In {@link FOLDED}: left out, or to be resolved. */
export const DROPPED = 0;
export const SPECIAL = 1;

const CONTROL_LETTERS = new Set([..."nrtbf"].map((letter) => letter.charCodeAt(0)));

const NAMED: ReadonlyMap<string, number> = new Map(
  Object.entries({
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    nbsp: " ",
    excl: "!",
    num: "#",
    dollar: "$",
    percnt: "%",
    commat: "@",
    lowbar: "_",
    sol: "/",
    bsol: "\\",
    colon: ":",
    semi: ";",
    equals: "=",
    plus: "+",
    quest: "?",
    ast: "*",
    lpar: "(",
    rpar: ")",
    lsqb: "[",
    lbrack: "[",
    rsqb: "]",
    rbrack: "]",
    lcub: "{",
    lbrace: "{",
    rcub: "}",
    rbrace: "}",
    verbar: "|",
    vert: "|",
    grave: "`",
    comma: ",",
    period: ".",
    Hat: "^",
  }).map(([name, character]) => [name, character.charCodeAt(0)]),
);

/** What each ASCII character folds to. */
export const FOLDED: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code < 32 || code === 127) return DROPPED;
  if (code === BACKSLASH || code === PERCENT || code === AMPERSAND) return SPECIAL;
  const character = String.fromCharCode(code);
  if (character === "+" || character === "-") return 32;
  return character === "_" ? 47 : code;
});

function folded(code: number): number {
  if (code < 128) {
    const plain = FOLDED[code] ?? DROPPED;
    return plain === SPECIAL ? (code === BACKSLASH ? DROPPED : code) : plain;
  }
  return code === 0x200b || code === 0xfeff ? DROPPED : code;
}

function within(code: number): number {
  return code > 0x10ffff ? 0xfffd : code;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
