import { htmlText, markdownText } from "../model/escape";
import { fold } from "./folding";
import { WINDOW } from "./windows";

/** What is looked for in folded text. */
export interface Form {
  readonly units: string;
  /** Base64 ends in the middle of a character: what is left of it before and after goes, too. */
  readonly isBase64: boolean;
}

/** All that is looked for, for a secret. */
export interface Forms {
  /** In folded text: what it folds to, and its base64, alone or within a longer text. */
  readonly folded: readonly Form[];
  /** In the text as it is: a secret that would be mistaken for an escape, or of which folding leaves too little. */
  readonly literal: readonly string[];
}

export function formsOf(secret: string): Forms {
  if (PLAIN.test(secret))
    return { folded: [{ units: secret, isBase64: false }, ...base64(secret)], literal: [] };
  const units = fold(secret);
  const written = inJson(secret);
  const isMistakable = MISTAKABLE.test(secret) || units.length < WINDOW;
  return {
    folded: [{ units, isBase64: false }, ...[...written].flatMap(base64)],
    literal: isMistakable
      ? [...new Set([...written, percent(secret), htmlText(secret), markdownText(secret)])]
      : [],
  };
}

/** The same in every encoding but base64. */
const PLAIN = /^[A-Za-z0-9]*$/;
const MISTAKABLE = /[\\%&]/;

/** As it stands in a text, in JSON, and in JSON of Terraform's; each may be base64 as a whole. */
function inJson(secret: string): ReadonlySet<string> {
  const json = JSON.stringify(secret).slice(1, -1);
  const terraform = json.replace(
    /[<>&\u2028\u2029]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new Set([secret, json, terraform]);
}

function percent(secret: string): string {
  // half a surrogate pair has no percent escape
  return /\p{Surrogate}/u.test(secret) ? secret : encodeURIComponent(secret);
}

/** Folded. */
const DIGITS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 /"].map((each) =>
  each.charCodeAt(0),
);

/** Bits of the first byte that belong to a digit with what stands before it, at each of the three places where a text can begin. */
const BITS_BEFORE = [0, 4, 2];

/** The digits that a text has in base64 whatever is around it. */
function base64(text: string): readonly Form[] {
  const bytes = Buffer.from(text, "utf8");
  return BITS_BEFORE.map((before) => {
    const digits: number[] = [];
    for (let bit = before; bit + 6 <= bytes.length * 8; bit += 6) {
      const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
      digits.push(DIGITS[(pair >> (10 - (bit & 7))) & 63] ?? 0);
    }
    return { units: textOf(digits), isBase64: true };
  });
}

const MOST_ARGUMENTS = 8192;

function textOf(units: readonly number[]): string {
  if (units.length <= MOST_ARGUMENTS) return String.fromCharCode(...units);
  let text = "";
  for (let at = 0; at < units.length; at += MOST_ARGUMENTS) {
    text += String.fromCharCode(...units.slice(at, at + MOST_ARGUMENTS));
  }
  return text;
}
