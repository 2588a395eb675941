import { oneLine } from "../../model/escape";

const LONGEST = 80;

/**
 * A label in Mermaid's quotes: all but letters, digits and harmless signs as character codes, so that it is neither markup, nor
 * Markdown, nor the end of the label.
 */
export function mermaidText(text: string): string {
  // Mermaid takes `\n` for a line break, however it is written
  const line = oneLine(text.slice(0, 4 * LONGEST)).replaceAll("\\", "∖");
  const characters = [...line];
  const short = characters.length > LONGEST ? [...characters.slice(0, LONGEST - 1), "…"] : characters;
  return short
    .map((each) => (/^[\p{L}\p{N} ,./:·–…%∖↑-]$/u.test(each) ? each : `#${each.codePointAt(0)};`))
    .join("");
}
