import type { Filing } from "../filing.js";

/** An invented maker of software. */
const company = { company: "Quillmark Software", ticker: "QLMK" };

export const QUILLMARK: readonly Filing[] = [
  {
    ...company,
    fiscalYear: 2025,
    figures: {
      revenue: 268,
      cost_of_revenue: 61.6,
      operating_income: 34.8,
      interest_expense: 0,
      net_income: 31.9,
      operating_cash_flow: 71.5,
      capital_expenditure: 4.5,
      current_assets: 219,
      current_liabilities: 146,
      total_debt: 0,
      equity: 188,
    },
    sections: {
      business:
        "Quillmark Software rents out software in which law firms write and compare contracts. It has 5,200 customers, and 94 " +
        "percent of its revenue comes back each year.",
      results:
        "Revenue of Quillmark Software rose by 22.9 percent to 268.0 million USD. Operating income was 34.8 million USD, three times " +
        "that of 2024. Customers who stay spend 11 percent more than a year ago.",
      liquidity:
        "Operations brought 71.5 million USD in cash, much of it paid in advance for 2026. There is no debt. 15 million USD went into " +
        "shares of its own.",
      risks:
        "Quillmark Software sells to law firms alone, and 61 percent of revenue comes from one country. Language models may do a part " +
        "of what it sells. It keeps contracts of its customers: a leak would cost it their trust. Two founders hold half of the votes.",
    },
  },
  {
    ...company,
    fiscalYear: 2024,
    figures: {
      revenue: 218,
      cost_of_revenue: 54.5,
      operating_income: 11.6,
      interest_expense: 0,
      net_income: 9.4,
      operating_cash_flow: 44.2,
      capital_expenditure: 5.1,
      current_assets: 178,
      current_liabilities: 129,
      total_debt: 0,
      equity: 169,
    },
    sections: {
      results:
        "Revenue of Quillmark Software was 218.0 million USD, and operating income 11.6 million USD: the first year with a profit from " +
        "operations.",
    },
  },
];
