import type { Filing } from "../filing.js";

/** An invented maker of food. */
const company = { company: "Bramblewick Foods", ticker: "BRMW" };

export const BRAMBLEWICK: readonly Filing[] = [
  {
    ...company,
    fiscalYear: 2025,
    figures: {
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
    },
    sections: {
      business:
        "Bramblewick Foods makes oat drinks, breakfast cereals and frozen fruit in four plants. Supermarket chains buy " +
        "82 percent of what it sells, and the three largest of them 46 percent.",
      results:
        "Revenue of Bramblewick Foods rose by 8.4 percent to 412.0 million USD, two thirds of it by higher volumes of oat " +
        "drinks. Operating income was 49.4 million USD. Oats and sugar cost less than a year ago, while wages rose by 5 percent.",
      liquidity:
        "Operations brought 58.3 million USD in cash, of which 21.7 million went into a second oat line. Total debt is 121.0 " +
        "million USD, half of it due in 2028 at a floating rate.",
      risks:
        "Bramblewick Foods depends on oat harvests in one region: the drought of 2023 raised the price of oats by 31 percent. " +
        "It may lose one of three large customers, whose contracts end in 2026. A rate that is one point higher would cost " +
        "0.6 million USD a year.",
    },
  },
  {
    ...company,
    fiscalYear: 2024,
    figures: {
      revenue: 380,
      cost_of_revenue: 247,
      operating_income: 41.8,
      interest_expense: 6.6,
      net_income: 26.2,
      operating_cash_flow: 47.1,
      capital_expenditure: 18.4,
      current_assets: 131.2,
      current_liabilities: 96.8,
      total_debt: 129,
      equity: 181,
    },
    sections: {
      results:
        "Revenue of Bramblewick Foods was 380.0 million USD, 2.1 percent more than in 2023. Expensive oats held operating " +
        "income at 41.8 million USD.",
    },
  },
];
