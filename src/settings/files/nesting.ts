/** Settings need five levels; from some thousands on the parsers run out of stack, and hcl2json takes the process with it. */
const MOST_LEVELS = 256;

const INTERPOLATION = /(?<!\$)\$\{|(?<!%)%\{/;

/** What a parser would run out of stack on, in a file's own tokens: strings and comments whole, the rest bit by bit. */
export function lineTooDeep(text: string, token: RegExp): number | undefined {
  let [line, levels, signs] = [1, 0, 0];
  // Where text can hold expressions, a closing bracket may stand inside of one: from there on none is believed.
  let closes = true;
  for (const [bit] of text.matchAll(token)) {
    line += bit.split("\n").length - 1;
    if (bit.trim() !== "") signs = bit === "-" || bit === "!" ? signs + 1 : 0;
    if (/^(\/[/*]|#.)/.test(bit)) continue;
    if (bit.length > 1 && INTERPOLATION.test(bit)) {
      closes = false;
      levels += bit.split(/[([{?]/).length - 1;
    } else if (/^[([{?]$/.test(bit)) {
      levels += 1;
    } else if (closes && /^[)\]}]$/.test(bit)) {
      levels -= 1;
    }
    if (Math.max(levels, signs) > MOST_LEVELS) return line;
  }
  return undefined;
}

/** What is told of such a file. */
export const tooDeep = {
  got: `values that are nested more than ${MOST_LEVELS} levels deep`,
  expected: "literal values, as the variable describes them",
} as const;
