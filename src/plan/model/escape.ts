/**
 * Hostile text in, harmless text out: whoever opens a pull request chooses the names and values in its plan.
 *
 * Everywhere, characters that nobody sees (controls, and marks that turn the direction of text) are written out.
 */

const INVISIBLE =
  /[\p{Cs}\p{Zl}\p{Zp}]|(?![\n\t])\p{Cc}|[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** A line break or tab stays; the rest of what is invisible becomes `\u{1b}`. */
function visible(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(INVISIBLE, (each) => `\\u{${each.codePointAt(0)?.toString(16) ?? ""}}`);
}

/** In one line: a line break becomes `\n`, a tab `\t`. */
export function oneLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** For a text node or a quoted attribute of HTML. */
export function htmlText(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (each) => `&#${each.charCodeAt(0)};`);
}

/**
 * Plain text in GitHub's Markdown, in one line, also in a table's cell: no markup, no HTML, no link, nobody mentioned, no issue
 * referred to.
 */
export function markdownText(text: string): string {
  return (
    oneLine(text)
      // what is markup at the beginning of a line only
      .replace(/^(\s*)([#+=-]|\d+[.)])/, `$1${GAP}$2`)
      // people, teams, issues and links, which GitHub looks for in the finished page
      .replace(/[@#]|GH-/gi, `$&${GAP}`)
      .replace(/(www)\./gi, `$1${GAP}.`)
      .replaceAll("://", `:${GAP}//`)
      .replace(/[\\`*_{}[\]<>|~&$]/g, (each) => `&#${each.charCodeAt(0)};`)
      .replaceAll(GAP, "&#8203;")
  );
}

/** A space of no width; those of the text itself have been written out. */
const GAP = "\u200b";

/** Inline code that nothing breaks out of; `isCell` for a table's cell. */
export function markdownCode(text: string, { isCell = false }: { readonly isCell?: boolean } = {}): string {
  const line = oneLine(text);
  if (line.trim() === "") return line === "" ? "` `" : `\`${line}\``;
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = /^[` ]|[` ]$/.test(line) ? " " : "";
  const code = `${fence}${pad}${line}${pad}${fence}`;
  return isCell ? cellOf(code) : code;
}

/** In a cell GitHub takes `\|` for `|`, also in code; a backslash before it would be taken for its escape. */
function cellOf(code: string): string {
  return code.replace(/\\*\|/g, (each) => (each.length === 1 ? "\\|" : `${each.slice(0, -1)}${GAP}\\|`));
}

/** A block of code; `language` is ours. */
export function markdownFence(text: string, language = ""): string {
  const code = visible(text);
  const fence = "`".repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${language}\n${code.replace(/\n$/, "")}\n${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** For a terminal: no escape sequence of others. */
export function terminalText(text: string): string {
  return visible(text);
}
