/** Stands for what no text has: parts of a view that do not belong together stand on either side of it. */
export const GAP = 0xffff;

/** What is looked for, and where, has no controls and nothing of no width: reports write them out, move them or leave them out. */
const LEFT_OUT = /[\p{Cc}\u200b\ufeff]/u;

export function isLeftOut(code: number): boolean {
  return code < 32 || (code >= 127 && code < 160) || isWidthless(code);
}

export function isWidthless(code: number): boolean {
  return code === 0x200b || code === 0xfeff;
}

export function hasLeftOut(text: string): boolean {
  return LEFT_OUT.test(text);
}

/** A text without what is left out. */
export function compact(text: string): string {
  return hasLeftOut(text) ? text.replace(new RegExp(LEFT_OUT, "gu"), "") : text;
}

/** A form writes a space as `+`. */
export function unitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code === 43 ? 32 : code;
}
