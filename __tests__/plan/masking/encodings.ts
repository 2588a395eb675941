import fc from "fast-check";
import { htmlText, markdownText } from "../../../src/plan/model/escape";

/** Ways in which a secret may appear in what is made of a plan. */
export const encodings: { readonly [name: string]: (text: string) => string } = {
  "text as it is": (text) => text,
  JSON: (text) => JSON.stringify(text).slice(1, -1),
  "Terraform's JSON": (text) => JSON.stringify(text).slice(1, -1).replace(/[<>&]/g, unicodeEscape),
  "JSON of ASCII": (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[^ -~]/g, unicodeEscape),
  HTML: htmlText,
  "HTML with names": (text) =>
    text.replace(
      /[&<>"']/g,
      (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[each] ?? "&apos;",
    ),
  "HTML with hexadecimal numbers": (text) =>
    text.replace(/[^\w ]/gu, (each) => `&#x${each.codePointAt(0)?.toString(16)};`),
  Markdown: markdownText,
  "Markdown with backslashes": (text) => text.replace(/[!-/:-@[-`{-~]/g, "\\$&"),
  "percent escapes": encodeURIComponent,
  "percent escapes in small letters": (text) =>
    encodeURIComponent(text).replace(/%../g, (each) => each.toLowerCase()),
  base64: (text) => Buffer.from(text).toString("base64").replace(/=+$/, ""),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "a form": (text) => new URLSearchParams({ text }).toString().slice("text=".length),
};

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Of the characters that encodings are about, and some of the rest; long enough also without its escapes. */
export const secretText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(..."aAzZ0189") },
      { weight: 1, arbitrary: fc.constantFrom(..."\"'<>&%+-_/=#@!$*`|~.:;?()[]{}\\") },
      {
        weight: 1,
        arbitrary: fc.constantFrom("%41", "%25", "&amp;", "&#65;", "\\n", "\\u0041", "\\\\", "QUJDREVG"),
      },
      { weight: 1, arbitrary: fc.constantFrom("é", "ß", "ж", "中", "😀", " ", "\n") },
    ),
    { minLength: 12, maxLength: 40 },
  )
  .map((units) => `k${units.join("")}k`)
  .filter((text) => text.replace(/[\\%&\n]/g, "").length > 10);
