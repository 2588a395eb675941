import type { Figure, Figures } from "../../documents/filing.js";

export const RATIO_NAMES = [
  "revenue_growth",
  "gross_margin",
  "operating_margin",
  "net_margin",
  "free_cash_flow_margin",
  "current_ratio",
  "debt_to_equity",
  "interest_coverage",
] as const;

export type RatioName = (typeof RATIO_NAMES)[number];

type Operand = Figure | "previous_revenue";

/** A figure, or the difference of two, over another. */
interface Ratio {
  readonly plus: Operand;
  readonly minus?: Operand;
  readonly over: Operand;
  readonly unit: "%" | "times";
}

const RATIOS: Readonly<Record<RatioName, Ratio>> = {
  revenue_growth: { plus: "revenue", minus: "previous_revenue", over: "previous_revenue", unit: "%" },
  gross_margin: { plus: "revenue", minus: "cost_of_revenue", over: "revenue", unit: "%" },
  operating_margin: { plus: "operating_income", over: "revenue", unit: "%" },
  net_margin: { plus: "net_income", over: "revenue", unit: "%" },
  free_cash_flow_margin: {
    plus: "operating_cash_flow",
    minus: "capital_expenditure",
    over: "revenue",
    unit: "%",
  },
  current_ratio: { plus: "current_assets", over: "current_liabilities", unit: "times" },
  debt_to_equity: { plus: "total_debt", over: "equity", unit: "times" },
  interest_coverage: { plus: "operating_income", over: "interest_expense", unit: "times" },
};

export interface ComputedRatio {
  /** A share, such as 0.37; undefined where it cannot be computed. */
  readonly value?: number;
  /** With its formula and figures, or why there is none. */
  readonly text: string;
}

/** @param previous figures of the year before, where they are known */
export function computeRatio(
  name: RatioName,
  figures: Figures,
  previous?: Figures | undefined,
): ComputedRatio {
  const { plus, minus, over, unit } = RATIOS[name];
  const amountOf = (operand: Operand) =>
    operand === "previous_revenue" ? previous?.revenue : figures[operand];
  const operands = [...new Set([plus, minus ?? plus, over])];
  const missing = operands.filter((operand) => amountOf(operand) === undefined);
  if (missing.length > 0) {
    return { text: `${name}: unknown, since the filing has no ${missing.join(" and no ")}` };
  }
  const amount = (operand: Operand) => amountOf(operand) ?? 0;
  if (amount(over) === 0) return { text: `${name}: not defined, since ${over} is 0` };
  const shown = (operand: Operand) => `${operand} ${amount(operand)}`;
  const [sum, formula] =
    minus === undefined
      ? [amount(plus), shown(plus)]
      : [amount(plus) - amount(minus), `(${shown(plus)} - ${shown(minus)})`];
  const value = sum / amount(over);
  return { value, text: `${name}: ${rounded(value, unit)} = ${formula} / ${shown(over)}` };
}

function rounded(value: number, unit: Ratio["unit"]): string {
  return unit === "%" ? `${(value * 100).toFixed(1)} %` : `${value.toFixed(2)} times`;
}
