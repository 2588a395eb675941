import { htmlText, markdownText } from "../model/escape";
import { fold } from "./folding";
import { WINDOW } from "./windows";

/** What is looked for in folded text. */
export interface Form {
  readonly units: string;
  /** Base64 ends in the middle of a character: what is left of it before and after goes, too. */
  readonly isBase64: boolean;
}

/** What a secret folds to, and its base64, alone or within a longer text. */
export function formsOf(secret: string): readonly Form[] {
  const units = fold(secret);
  const isEncodable = !/^[A-Za-z0-9]*$/.test(secret);
  const forms: Form[] = [{ units, isBase64: false }];
  for (const text of isEncodable ? writings(secret) : [secret]) {
    for (const each of base64(text)) forms.push({ units: each, isBase64: true });
  }
  return forms;
}

/**
 * What is looked for in the text as it is: a secret that would be mistaken for an escape, or of which folding leaves too little.
 */
export function literalsOf(secret: string): Iterable<string> {
  if (!MISTAKABLE.test(secret) && fold(secret).length >= WINDOW) return [];
  return new Set([...writings(secret), htmlText(secret), markdownText(secret)]);
}

const MISTAKABLE = /[\\%&]/;

/** As it stands in a document that is base64 as a whole: in text, JSON, Terraform's JSON, a URL. */
function writings(secret: string): ReadonlySet<string> {
  const json = JSON.stringify(secret).slice(1, -1);
  const terraform = json.replace(
    /[<>&\u2028\u2029]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new Set([secret, json, terraform, percent(secret)]);
}

function percent(secret: string): string {
  // half a surrogate pair has no percent escape
  return /\p{Surrogate}/u.test(secret) ? secret : encodeURIComponent(secret);
}

/** The characters that a text has in base64 whatever is around it, at each of the three places where it can begin. */
function base64(text: string): readonly string[] {
  return ["", "\0", "\0\0"].map((before) => {
    const bytes = Buffer.from(before + text, "utf8");
    const first = Math.ceil((before.length * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return foldBase64(bytes.toString("base64").slice(first, last));
  });
}

function foldBase64(encoded: string): string {
  return encoded.replaceAll("+", " ");
}
