import type { Filing } from "../filing.js";

/** An invented operator of ships. */
const company = { company: "Northvane Shipping", ticker: "NVSH" };

export const NORTHVANE: readonly Filing[] = [
  {
    ...company,
    fiscalYear: 2025,
    figures: {
      revenue: 936,
      cost_of_revenue: 711.4,
      operating_income: 121.7,
      interest_expense: 44.9,
      net_income: 61.4,
      operating_cash_flow: 204.8,
      capital_expenditure: 187,
      current_assets: 264,
      current_liabilities: 240,
      total_debt: 812,
      equity: 507.5,
    },
    sections: {
      business:
        "Northvane Shipping runs 31 feeder ships between ports of the Baltic and the North Sea. Two thirds of its capacity is " +
        "chartered out for a year or more, and the rest follows spot rates.",
      results:
        "Revenue of Northvane Shipping fell by 6.4 percent to 936.0 million USD, since spot rates fell by 22 percent. Operating " +
        "income was 121.7 million USD. Fuel cost 14 percent less, and the fleet sailed 97.1 percent of all days.",
      liquidity:
        "Operations brought 204.8 million USD in cash. Four ships that burn methanol took 187.0 million USD, and two more are " +
        "due in 2026. Total debt is 812.0 million USD; its covenants ask for an interest cover above 2.",
      risks:
        "Northvane Shipping earns what spot rates allow on a third of its capacity. Emission allowances would cost 38 million USD " +
        "in 2026 at today's price. Debt is high, and a breach of its covenants would let banks call 410 million USD. Its crews' " +
        "agreement ends in June 2026.",
    },
  },
  {
    ...company,
    fiscalYear: 2024,
    figures: {
      revenue: 1000,
      cost_of_revenue: 720,
      operating_income: 176,
      interest_expense: 41.2,
      net_income: 108.3,
      operating_cash_flow: 248.5,
      capital_expenditure: 96,
      current_assets: 301,
      current_liabilities: 251,
      total_debt: 735,
      equity: 489,
    },
    sections: {
      results:
        "Revenue of Northvane Shipping was 1000.0 million USD, in a year of detours and scarce ships. Operating income of 176.0 " +
        "million USD is the highest it ever had.",
    },
  },
];
