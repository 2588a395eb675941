import type { Company, Filings } from "../../../documents/filings.js";
import { ToolError } from "../../tool-error.js";

/**
 * The companies that a text names, by name, by the name's first word or by ticker.
 *
 * @throws ToolError where it names none
 */
export async function companiesIn(text: string, filings: Filings): Promise<readonly Company[]> {
  const all = await filings.companies();
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const named = all.filter(({ company, ticker }) => {
    const [first = company] = company.toLowerCase().split(" ");
    return words.has(ticker.toLowerCase()) || words.has(first);
  });
  if (named.length > 0) return named;
  const known = all.map(({ company, ticker }) => `${company} (${ticker})`).join(", ");
  throw new ToolError(`There is no filing of "${text}". There are filings of ${known || "no company"}.`);
}
