/** Nobody reads control characters, and PostgreSQL takes no NUL. */
const UNREADABLE = /[^\P{Cc}\t\n]/gu;

/** A text from outside without what cannot be read, cut where it is longer than so many UTF-16 code units. */
export function bounded(text: string, maxLength: number): string {
  const readable = text.replaceAll(/\r\n?/g, "\n").replaceAll(UNREADABLE, "").trim();
  if (readable.length <= maxLength) return readable;
  // a pair of surrogates is one character
  return `${readable.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
