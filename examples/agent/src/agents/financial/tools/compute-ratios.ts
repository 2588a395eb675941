import { tool } from "@langchain/core/tools";
import { z } from "zod";
import type { Company, Filings } from "../../../documents/filings.js";
import { ToolError } from "../../tool-error.js";
import { computeRatio, RATIO_NAMES, type RatioName } from "../ratios.js";
import { companiesIn } from "./companies.js";

const input = z.strictObject({
  company: z.string().min(1).max(500).describe("Name or ticker of the company"),
  fiscalYear: z.int().optional().describe("The latest one where it is left out"),
  ratios: z.array(z.enum(RATIO_NAMES)).min(1).max(RATIO_NAMES.length).describe("Which ratios to compute"),
});

/** Computes ratios from reported figures: the model chooses which, and never calculates or copies a number itself. */
export function computeRatiosTool(filings: Filings) {
  return tool(
    async ({ company, fiscalYear, ratios }) => {
      const companies = await companiesIn(company, filings);
      const parts = companies.map((each) => ratiosOf(each, { filings, fiscalYear, ratios }));
      return (await Promise.all(parts)).join("\n");
    },
    {
      name: "compute_ratios",
      description: "Computes financial ratios of a company from the figures of its filings.",
      schema: input,
    },
  );
}

interface Asked {
  readonly filings: Filings;
  readonly fiscalYear: number | undefined;
  readonly ratios: readonly RatioName[];
}

async function ratiosOf(
  { company, ticker }: Company,
  { filings, fiscalYear, ratios }: Asked,
): Promise<string> {
  const statements = await filings.statements(ticker);
  const year = fiscalYear ?? statements[0]?.fiscal_year;
  const statement = statements.find((each) => each.fiscal_year === year);
  if (statement === undefined) {
    const years = statements.map((each) => each.fiscal_year).join(", ");
    throw new ToolError(`${company} has no figures of ${year}: there are those of ${years || "no year"}.`);
  }
  const previous = statements.find((each) => each.fiscal_year === statement.fiscal_year - 1);
  const lines = ratios.map((name) => `- ${computeRatio(name, statement.figures, previous?.figures).text}`);
  return [`${company} [${statement.filing_id}], figures in millions of USD:`, ...lines].join("\n");
}
