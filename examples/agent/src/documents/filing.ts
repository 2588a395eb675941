import { z } from "zod";

/** What a filing reports in numbers, in millions of USD. */
export const FIGURES = [
  "revenue",
  "cost_of_revenue",
  "operating_income",
  "interest_expense",
  "net_income",
  "operating_cash_flow",
  "capital_expenditure",
  "current_assets",
  "current_liabilities",
  "total_debt",
  "equity",
] as const;

export type Figure = (typeof FIGURES)[number];

export const figures = z.partialRecord(z.enum(FIGURES), z.number());
export type Figures = Readonly<z.infer<typeof figures>>;

/** Parts of a filing that are found on their own. */
export const SECTIONS = ["business", "results", "liquidity", "risks"] as const;
export type Section = (typeof SECTIONS)[number];

/** A company's report on one year. */
export interface Filing {
  readonly company: string;
  readonly ticker: string;
  readonly fiscalYear: number;
  readonly figures: Figures;
  readonly sections: Readonly<Partial<Record<Section, string>>>;
}

/** Names a filing in answers, such as "BRMW 2025". */
export function filingId({ ticker, fiscalYear }: Pick<Filing, "ticker" | "fiscalYear">): string {
  return `${ticker} ${fiscalYear}`;
}
