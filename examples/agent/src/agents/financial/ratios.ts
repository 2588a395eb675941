import type { Figure, Figures } from "../../documents/filing.js";

type Operand = Figure | "previous_revenue";

/** A sum of figures over one of them. */
interface Ratio {
  readonly plus: Operand;
  readonly minus?: Operand;
  readonly over: Operand;
  readonly unit: "%" | "times";
}

const RATIOS = {
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
} as const satisfies Readonly<Record<string, Ratio>>;

export type RatioName = keyof typeof RATIOS;

export const RATIO_NAMES = [
  "revenue_growth",
  "gross_margin",
  "operating_margin",
  "net_margin",
  "free_cash_flow_margin",
  "current_ratio",
  "debt_to_equity",
  "interest_coverage",
] as const satisfies readonly RatioName[];

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
  const { plus, over, unit, ...rest }: Ratio = RATIOS[name];
  const operands = [...new Set([plus, rest.minus, over])].filter((operand) => operand !== undefined);
  const amounts = new Map<Operand, number | undefined>(
    operands.map((operand) => [
      operand,
      operand === "previous_revenue" ? previous?.revenue : figures[operand],
    ]),
  );
  const missing = operands.filter((operand) => amounts.get(operand) === undefined);
  if (missing.length > 0)
    return { text: `${name}: unknown, since the filing has no ${missing.join(" and no ")}` };
  const amount = (operand: Operand | undefined) => (operand && amounts.get(operand)) ?? 0;
  if (amount(over) === 0) return { text: `${name}: not defined, since ${over} is 0` };
  const value = (amount(plus) - amount(rest.minus)) / amount(over);
  const shown = (operand: Operand) => `${operand} ${amount(operand)}`;
  const dividend = rest.minus === undefined ? shown(plus) : `(${shown(plus)} - ${shown(rest.minus)})`;
  return { value, text: `${name}: ${rounded(value, unit)} = ${dividend} / ${shown(over)}` };
}

function rounded(value: number, unit: Ratio["unit"]): string {
  return unit === "%" ? `${(value * 100).toFixed(1)} %` : `${value.toFixed(2)} times`;
}
