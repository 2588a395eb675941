import type { Span } from "./spans";

/** What begins a text in PEM. */
export const BEGIN = "-----BEGIN ";
/** What a first line says after its beginning. */
const PRIVATE_KEY = /[A-Z\d ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
/** Headers, and lines of base64; the last one may be short. */
const BODY =
  /\s*(?:(?:Proc-Type|DEK-Info|Version|Comment): ?[^\n]*\n\s*)*(?:[\w+/=]{16,}\s*)*(?:[\w+/=]{1,80}(?=\s*(?:-----END |$)))?/y;

/** Private keys in PEM, as far as they go: what stands between their first and last lines. */
export function* privateKeysIn(text: string): Generator<Span> {
  for (let begin = text.indexOf(BEGIN); begin >= 0; ) {
    PRIVATE_KEY.lastIndex = begin + BEGIN.length;
    let end = begin + BEGIN.length;
    if (PRIVATE_KEY.test(text)) {
      const start = PRIVATE_KEY.lastIndex;
      BODY.lastIndex = start;
      BODY.test(text);
      end = BODY.lastIndex;
      if (/\S/.test(text.slice(start, end))) yield { start, end };
    }
    begin = text.indexOf(BEGIN, end);
  }
}

/** Whether a line is the first or last one of what is in PEM. */
export function isBoundary(line: string): boolean {
  return /^-----(?:BEGIN|END) [^-]*-----$/.test(line);
}
