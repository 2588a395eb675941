import type { Filing } from "../filing.js";

/** An invented owner of power lines. */
const company = { company: "Cobaltine Grid", ticker: "CBLG" };

export const COBALTINE: readonly Filing[] = [
  {
    ...company,
    fiscalYear: 2025,
    figures: {
      revenue: 1540,
      cost_of_revenue: 862.4,
      operating_income: 431.2,
      interest_expense: 158.6,
      net_income: 205.1,
      operating_cash_flow: 612,
      capital_expenditure: 904,
      current_assets: 388,
      current_liabilities: 485,
      total_debt: 4210,
      equity: 2340,
    },
    sections: {
      business:
        "Cobaltine Grid owns 9,400 kilometres of power lines. A regulator sets what it may earn: 6.9 percent a year on assets of " +
        "6.1 billion USD until 2027.",
      results:
        "Revenue of Cobaltine Grid rose by 5.5 percent to 1540.0 million USD, with the assets that the regulator counts. Operating " +
        "income was 431.2 million USD, after 27 million USD for repairs after storms.",
      liquidity:
        "Operations brought 612.0 million USD in cash, and 904.0 million USD went into lines and substations. Total debt rose to " +
        "4210.0 million USD, nine tenths of it at fixed rates for seven years on average.",
      risks:
        "Cobaltine Grid's next price period begins in 2028: half a point less would cost 30 million USD a year. It spends more than " +
        "it earns, and must borrow each year. Transformers take 34 months to come. Storms have cut lines twice in three years.",
    },
  },
  {
    ...company,
    fiscalYear: 2024,
    figures: {
      revenue: 1460,
      cost_of_revenue: 832.2,
      operating_income: 408.8,
      interest_expense: 139,
      net_income: 202.7,
      operating_cash_flow: 585,
      capital_expenditure: 730,
      current_assets: 402,
      current_liabilities: 447,
      total_debt: 3820,
      equity: 2215,
    },
    sections: {
      results:
        "Revenue of Cobaltine Grid was 1460.0 million USD, and operating income 408.8 million USD. The line to the northern wind " +
        "farms went into service in May.",
    },
  },
];
