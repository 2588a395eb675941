import { describe, expect, it } from "vitest";
import { computeRatio, RATIO_NAMES } from "../../src/agents/financial/ratios.js";
import { SAMPLE_FILINGS } from "../../src/documents/samples/index.js";

const figures = {
  revenue: 412,
  cost_of_revenue: 259.6,
  operating_income: 49.4,
  interest_expense: 6.2,
  net_income: 32.1,
  operating_cash_flow: 58.3,
  capital_expenditure: 21.7,
  current_assets: 148.5,
  current_liabilities: 99,
  total_debt: 121,
  equity: 202,
};

describe("a ratio", () => {
  it.each([
    [
      "revenue_growth",
      0.0842,
      "revenue_growth: 8.4 % = (revenue 412 - previous_revenue 380) / previous_revenue 380",
    ],
    ["gross_margin", 0.3699, "gross_margin: 37.0 % = (revenue 412 - cost_of_revenue 259.6) / revenue 412"],
    ["operating_margin", 0.1199, "operating_margin: 12.0 % = operating_income 49.4 / revenue 412"],
    ["net_margin", 0.0779, "net_margin: 7.8 % = net_income 32.1 / revenue 412"],
    [
      "free_cash_flow_margin",
      0.0888,
      "free_cash_flow_margin: 8.9 % = (operating_cash_flow 58.3 - capital_expenditure 21.7) / revenue 412",
    ],
    ["current_ratio", 1.5, "current_ratio: 1.50 times = current_assets 148.5 / current_liabilities 99"],
    ["debt_to_equity", 0.599, "debt_to_equity: 0.60 times = total_debt 121 / equity 202"],
    [
      "interest_coverage",
      7.9677,
      "interest_coverage: 7.97 times = operating_income 49.4 / interest_expense 6.2",
    ],
  ] as const)("is computed from figures, and shows how: %s", (name, value, text) => {
    const ratio = computeRatio(name, figures, { revenue: 380 });

    expect(ratio.value).toBeCloseTo(value, 3);
    expect(ratio.text).toBe(text);
  });

  it("is negative where a company loses or shrinks", () => {
    expect(computeRatio("net_margin", { revenue: 10, net_income: -2.5 }).text).toContain("-25.0 %");
    expect(computeRatio("revenue_growth", { revenue: 9 }, { revenue: 10 }).value).toBeCloseTo(-0.1);
  });

  it("is not defined where it would divide by 0", () => {
    expect(computeRatio("interest_coverage", { operating_income: 5, interest_expense: 0 })).toEqual({
      text: "interest_coverage: not defined, since interest_expense is 0",
    });
  });

  it("is unknown where figures are missing, and tells all of them", () => {
    expect(computeRatio("gross_margin", {})).toEqual({
      text: "gross_margin: unknown, since the filing has no revenue and no cost_of_revenue",
    });
    expect(computeRatio("revenue_growth", { revenue: 1 }).text).toContain("has no previous_revenue");
  });

  it("is a number or a reason, for every sample", () => {
    for (const filing of SAMPLE_FILINGS) {
      for (const name of RATIO_NAMES) {
        const { value, text } = computeRatio(name, filing.figures);
        expect(text).toMatch(value === undefined ? /unknown|not defined/ : /(%|times) = /);
        expect(value ?? 0).toSatisfy(Number.isFinite);
      }
    }
  });
});
