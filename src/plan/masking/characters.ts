/** What {@link FOLDED} says of a character that is left out, or that begins an escape. */
export const DROPPED = 0;
export const SPECIAL = 1;

export const BACKSLASH = 92;
export const PERCENT = 37;
export const AMPERSAND = 38;

/** The characters of HTML's entities that stand for punctuation. */
export const NAMED: ReadonlyMap<string, number> = new Map(
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

/** What a character folds to that is no escape. */
export function folded(code: number): number {
  if (code < 128) {
    const plain = FOLDED[code] ?? DROPPED;
    return plain === SPECIAL ? (code === BACKSLASH ? DROPPED : code) : plain;
  }
  return code === 0x200b || code === 0xfeff ? DROPPED : code;
}

/** A code point, or the replacement character for what is none. */
export function within(code: number): number {
  return code > 0x10ffff ? 0xfffd : code;
}

/** -1 for what is no digit of a hexadecimal number. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
