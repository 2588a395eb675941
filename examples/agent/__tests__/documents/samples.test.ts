import { describe, expect, it } from "vitest";
import { FIGURES, filingId } from "../../src/documents/filing.js";
import { SAMPLE_FILINGS } from "../../src/documents/samples/index.js";

describe("the sample filings", () => {
  it("are of four companies, two years each, under names of their own", () => {
    const ids = SAMPLE_FILINGS.map(filingId);

    expect(new Set(SAMPLE_FILINGS.map(({ company }) => company)).size).toBe(4);
    expect(new Set(ids).size).toBe(8);
    expect(ids).toContain("BRMW 2025");
  });

  it.each(SAMPLE_FILINGS)("say in words what they say in figures: $ticker $fiscalYear", (filing) => {
    const { figures, sections } = filing;
    const inWords = (amount: number | undefined) => `${amount?.toFixed(1)} million USD`;

    expect(Object.keys(figures).sort()).toEqual([...FIGURES].sort());
    expect(sections.results).toContain(inWords(figures.revenue));
    expect(sections.results).toContain(inWords(figures.operating_income));
    const { liquidity } = sections;
    if (liquidity === undefined) return;
    expect(liquidity).toContain(inWords(figures.operating_cash_flow));
    expect(liquidity).toContain(figures.total_debt === 0 ? "no debt" : inWords(figures.total_debt));
  });

  it.each(["BRMW", "CBLG", "NVSH", "QLMK"])("name the growth that their figures have: %s", (ticker) => {
    const [later, earlier] = SAMPLE_FILINGS.filter((filing) => filing.ticker === ticker);
    const growth = ((later?.figures.revenue ?? 0) / (earlier?.figures.revenue ?? 0) - 1) * 100;

    expect(later?.sections.results).toContain(`by ${Math.abs(growth).toFixed(1)} percent`);
    expect(later?.sections.results).toContain(growth > 0 ? "rose" : "fell");
  });
});
