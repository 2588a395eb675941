import { tool } from "@langchain/core/tools";
import { z } from "zod";
import type { Section } from "../../../documents/filing.js";
import type { Filings, Passage } from "../../../documents/filings.js";
import { companiesIn } from "./companies.js";

const input = z.strictObject({
  query: z.string().min(1).max(500).describe("What to look for, in words that a filing would use"),
  company: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe("Name or ticker of the company; leave it out to search all"),
  limit: z.int().min(1).max(8).optional().describe("Passages to return; 4 where it is left out"),
});

export interface SearchToolOptions {
  readonly name: string;
  readonly description: string;
  readonly filings: Filings;
  /** @default - all sections */
  readonly sections?: readonly Section[];
}

/** Searches passages of filings by meaning, as far as the embeddings know any. */
export function searchTool({ name, description, filings, sections }: SearchToolOptions) {
  return tool(
    async ({ query, company, limit }) => {
      const companies = company === undefined ? undefined : await companiesIn(company, filings);
      const tickers = companies?.map(({ ticker }) => ticker);
      const passages = await filings.search({ text: query, tickers, sections, limit });
      return passages.length === 0 ? "No passage was found." : passages.map(shown).join("\n");
    },
    { name, description, schema: input },
  );
}

function shown({ filing_id: id, section, text }: Passage): string {
  return `[${id}, ${section}] ${text}`;
}
