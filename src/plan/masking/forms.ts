import { fold } from "./folding";

/** What is looked for in folded text. */
export interface Form {
  readonly units: string;
  /** Base64 ends in the middle of a character: what is left of it before and after goes, too. */
  readonly isBase64: boolean;
  /** Whether an encoding can differ from the text itself. */
  readonly isEncodable: boolean;
}

/** What a secret folds to, and its base64, alone or within a longer text. */
export function formsOf(secret: string): readonly Form[] {
  const units = fold(secret);
  const isEncodable = !/^[A-Za-z0-9]*$/.test(secret);
  const forms: Form[] = [{ units, isBase64: false, isEncodable }];
  for (const text of isEncodable ? writings(secret) : [secret]) {
    for (const each of base64(text)) forms.push({ units: each, isBase64: true, isEncodable: false });
  }
  return forms;
}

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
  const bytes = Buffer.from(text, "utf8");
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return foldBase64(encoded.slice(first, last));
  });
}

function foldBase64(encoded: string): string {
  return encoded.replaceAll("+", " ").replaceAll("_", "/");
}
