/** Settings need five levels; from some thousands on the parsers run out of stack, and hcl2json takes the process with it. */
const MOST_LEVELS = 256;

/** What is told of a file with more. */
export const tooDeep = {
  got: `values that are nested more than ${MOST_LEVELS} levels deep`,
  expected: "literal values, as the variable describes them",
} as const;

export interface Language {
  /** Strings and comments as a whole, everything else bit by bit. */
  readonly token: RegExp;
  /** Whether strings can hold expressions, and with them brackets that count. */
  readonly hasTemplates: boolean;
}

/** What begins an expression within a string: `${` or `%{`, unless it is doubled. */
export const TEMPLATE = /(?<!\$)\$\{|(?<!%)%\{/;
const COMMENT = /^(\/[/*]|#.)/;

/** The line where brackets, signs or conditions nest too deep for a parser; nothing where none do. */
export function lineTooDeep(text: string, { token, hasTemplates }: Language): number | undefined {
  let [line, levels, signs] = [1, 0, 0];
  // A template may hold brackets in strings of its own: from there on what closes is not believed.
  let closes = true;
  for (const [bit] of text.matchAll(token)) {
    line += bit.split("\n").length - 1;
    if (bit.trim() !== "") signs = bit === "-" || bit === "!" ? signs + 1 : 0;
    if (bit.length > 1) {
      if (!hasTemplates || COMMENT.test(bit) || !TEMPLATE.test(bit)) continue;
      closes = false;
      levels += bit.split(/[([{?]/).length - 1;
    } else if ("([{?".includes(bit)) {
      levels += 1;
    } else if (closes && ")]}".includes(bit)) {
      levels -= 1;
    }
    if (Math.max(levels, signs) > MOST_LEVELS) return line;
  }
  return undefined;
}
