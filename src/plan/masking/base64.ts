import type { Decoder } from "./escapes";
import { GAP } from "./units";
import { codePoint } from "./utf8";
import { digitOf, ViewWriter } from "./view";

/** Shorter texts are no secrets, and say of none what it is called. */
const SHORTEST = 8;

/** Of base64 and base64url. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";

function valueOfDigit(index: number): number {
  return index < 64 ? index : index - 2;
}

/** By character; -1 for what is no digit. */
const VALUES: Int8Array = new Int8Array(128).fill(-1);
for (let index = 0; index < DIGITS.length; index += 1) VALUES[DIGITS.charCodeAt(index)] = valueOfDigit(index);

/**
 * Decodes what is base64 in a view, wherever it begins among its digits, as far as it gives text. Most runs of digits are names, and
 * give none.
 *
 * @param secrets their bytes are text, too
 */
export function base64Decoder(secrets: Iterable<string>): Decoder {
  const isText = textBytes(secrets);
  const hint = hintOf(isText);
  return (view) => {
    hint.lastIndex = 0;
    if (!hint.test(view.text)) return undefined;
    const writer = new ViewWriter(view);
    // by alignment, how far it has been decoded
    const ends = [0, 0, 0, 0];
    for (let at = hint.lastIndex; at < view.text.length; at += 1) {
      const decoded = ends[at & 3] ?? 0;
      if (at >= decoded) ends[at & 3] = decode(view.text, at, decoded, isText, writer);
      hint.lastIndex = at + 1;
      if (!hint.test(view.text)) break;
      at = hint.lastIndex - 1;
    }
    return writer.isEmpty ? undefined : writer.view();
  };
}

function valueAt(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? -1;
}

function textBytes(secrets: Iterable<string>): Uint8Array {
  const isText = new Uint8Array(256);
  for (let byte = 32; byte < 127; byte += 1) isText[byte] = 1;
  for (const byte of [9, 10, 13]) isText[byte] = 1;
  for (const secret of secrets) {
    if (/^[ -~\s]*$/.test(secret)) continue;
    for (const byte of Buffer.from(secret, "utf8")) isText[byte] = 1;
  }
  return isText;
}

/** Six bytes of text, and so eight digits: what follows or goes before is looked at only where these are. */
function hintOf(isText: Uint8Array): RegExp {
  const bytes = [...isText.keys()].filter((byte) => isText[byte] === 1);
  const has = (shift: number, mask: number) => {
    const parts = new Set(bytes.map((byte) => (byte >> shift) & mask));
    return (part: number) => parts.has(part);
  };
  const [high6, low2, high4, low4, high2, low6] = [
    has(2, 63),
    has(0, 3),
    has(4, 15),
    has(0, 15),
    has(6, 3),
    has(0, 63),
  ];
  const digits = (is: (value: number) => boolean) =>
    `[${[...DIGITS]
      .filter((_, index) => is(valueOfDigit(index)))
      .join("")
      .replace("-", "\\-")}]`;
  const four =
    digits(high6) +
    digits((value) => low2(value >> 4) && high4(value & 15)) +
    digits((value) => low4(value >> 2) && high2(value & 3)) +
    digits(low6);
  return new RegExp(`(?=(?:${four}){2})`, "g");
}

/**
 * Writes the text whose first bytes, or some of them, begin with the digit at `at`.
 *
 * @returns where it ends
 */
function decode(text: string, at: number, least: number, isText: Uint8Array, writer: ViewWriter): number {
  const first = 6 * at;
  let from = first;
  while (from - 8 >= 6 * least && isText[byteAt(text, from - 8)] === 1) from -= 8;
  let to = first;
  while (isText[byteAt(text, to)] === 1) to += 8;
  const end = digitOf(to - 1) + 1;
  if (to - from < 8 * SHORTEST) return end;
  let ascii = "";
  for (let bit = from; bit < to; ) {
    const byte = byteAt(text, bit);
    if (byte < 128) {
      ascii += String.fromCharCode(byte);
      bit += 8;
      continue;
    }
    writer.bytes(ascii, bit - 8 * ascii.length);
    ascii = "";
    const start = bit;
    const read = codePoint((index) => (start + 8 * index < to ? byteAt(text, start + 8 * index) : -1));
    bit += 8 * (read?.length ?? 1);
    writer.code(read?.code ?? byte, digitOf(start), digitOf(bit - 1) + 1);
  }
  writer.bytes(ascii, to - 8 * ascii.length);
  writer.code(GAP, end - 1, end);
  return end;
}

/** The byte that begins with a bit, six of which a digit has; -1 where digits end. */
function byteAt(text: string, bit: number): number {
  const digit = digitOf(bit);
  const first = valueAt(text, digit);
  const second = valueAt(text, digit + 1);
  return first < 0 || second < 0 ? -1 : (((first << 6) | second) >> (4 - (bit - 6 * digit))) & 255;
}
