import { ENTITIES } from "./entities";
import { isWidthless } from "./units";
import { codePoint } from "./utf8";
import { type View, ViewWriter } from "./view";

/** What an escape stands for, and how many units it has. */
interface Escape {
  readonly code: number;
  readonly length: number;
}

/** The view with one kind of escape undone, one level of it; undefined where there is none. */
export type Decoder = (view: View) => View | undefined;

/** JSON's escapes, also with brackets, of two or of eight digits, and the backslashes of Markdown. */
export const withoutBackslashes: Decoder = decoder("\\", backslash);
export const withoutPercents: Decoder = decoder("%", percent);
export const withoutEntities: Decoder = decoder("&", entity);

function decoder(introducer: string, read: (text: string, at: number) => Escape | undefined): Decoder {
  return (view) => {
    const { text } = view;
    let writer: ViewWriter | undefined;
    let copied = 0;
    for (let at = text.indexOf(introducer); at >= 0; ) {
      const found = read(text, at);
      if (found !== undefined) {
        writer ??= new ViewWriter(view);
        writer.copy(copied, at);
        copied = at + found.length;
        // reports put it within what would be a link, or another escape
        if (!isWidthless(found.code)) writer.code(found.code, at, copied);
      }
      at = text.indexOf(introducer, at + (found?.length ?? 1));
    }
    writer?.copy(copied, text.length);
    return writer?.view();
  };
}

const LETTERS: ReadonlyMap<string, number> = new Map([
  ["b", 8],
  ["t", 9],
  ["n", 10],
  ["f", 12],
  ["r", 13],
]);

const NUMBERED = /\\(?:u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|U([\da-fA-F]{8}))/y;

function backslash(text: string, at: number): Escape | undefined {
  const next = text.charAt(at + 1);
  const letter = LETTERS.get(next);
  if (letter !== undefined) return { code: letter, length: 2 };
  if (/[!-/:-@[-`{-~]/.test(next)) return { code: next.charCodeAt(0), length: 2 };
  if (!/[uxU]/.test(next)) return undefined;
  NUMBERED.lastIndex = at;
  const [all, ...digits] = NUMBERED.exec(text) ?? [];
  const hex = digits.find((each) => each !== undefined);
  return all === undefined || hex === undefined
    ? undefined
    : { code: Number.parseInt(hex, 16), length: all.length };
}

function percent(text: string, at: number): Escape | undefined {
  const read = codePoint((index) => byteAt(text, at + 3 * index));
  return read && { code: read.code, length: 3 * read.length };
}

function byteAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== 37) return -1;
  const high = digitAt(text, at + 1);
  const low = digitAt(text, at + 2);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** -1 for what is no digit of a hexadecimal number. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** With zeros before them; longer ones stand for no character. */
const ENTITY = /&(?:#(\d{1,12})|#[xX]([\da-fA-F]{1,12})|([a-zA-Z]{2,8}));/y;

function entity(text: string, at: number): Escape | undefined {
  ENTITY.lastIndex = at;
  const [all, decimal, hex, name] = ENTITY.exec(text) ?? [];
  if (all === undefined) return undefined;
  const code =
    name === undefined
      ? Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10)
      : ENTITIES.get(name);
  return code === undefined ? undefined : { code, length: all.length };
}
