import { htmlText } from "../model/escape";

/** HTML that is safe to put into a page. */
export class Html {
  readonly #text: string;

  /** @param text our own, or escaped */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Part = Html | string | number | undefined | false | readonly Part[];

/** A template whose values are escaped, but for what is HTML already. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let text = strings[0] ?? "";
  values.forEach((value, index) => {
    text += written(value) + (strings[index + 1] ?? "");
  });
  return new Html(text);
}

function written(value: Part): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.toString();
  return typeof value === "object" ? value.map(written).join("") : htmlText(shortened(String(value)));
}

/** Whole names are in the plan; a page with a megabyte in a cell is of no use. */
const LONGEST = 2_000;

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;
}

/** Our own sentences, which mark code as Markdown does: `count`. */
export function prose(text: string): Part {
  return text.split(/`([^`]+)`/).map((each, index) => (index % 2 === 1 ? html`<code>${each}</code>` : each));
}

/** JSON that no browser takes for the end of its script. */
export function embedded(data: unknown): Html {
  const json = JSON.stringify(data);
  const escapes: Readonly<Record<string, string>> = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
  };
  return new Html(json.replace(/[<>&\u2028\u2029]/g, (each) => escapes[each] ?? ""));
}
