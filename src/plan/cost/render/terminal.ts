import { NOTHING } from "../money";
import type { CostEstimate, Sides } from "../types";
import { percent, signed, usd } from "./format";
import { rate, totalOf } from "./markdown";
import { nameOf, plainOf } from "./names";
import { byChange, HALF_A_CENT } from "./order";

/** Lines in columns, for a terminal. */
export function costTerminal(estimates: readonly CostEstimate[]): string {
  const parts = estimates.map(stack);
  if (estimates.length > 1) parts.push(row("all", totalOf(estimates)));
  return parts.join("\n\n");
}

function stack(estimate: CostEstimate): string {
  const { monthly, fixed, usage, region, priceDates } = estimate;
  const prices = `prices of ${region === undefined ? "no region: give --region" : plainOf(region)}`;
  const dates = priceDates && region !== undefined ? `, read ${priceDates.first} to ${priceDates.last}` : "";
  return [
    `${plainOf(estimate.stack)}, USD a month, ${prices}${dates}`,
    row("fixed", fixed),
    row("usage, as assumed", usage),
    row("sum", monthly),
    "",
    ...resources(estimate),
    ...reductions(estimate),
    ...share(estimate),
  ].join("\n");
}

const row = (name: string, { before, after, difference }: Sides): string =>
  `  ${name.padEnd(20)} ${usd(before)} -> ${usd(after)} (${signed(difference)})`;

function resources({ resources: all }: CostEstimate): readonly string[] {
  const { changed, unchanged } = byChange(all);
  return [...changed, ...unchanged].flatMap((each) => [
    `  ${plainOf(nameOf(each))} (${plainOf(each.type)}): ${usd(each.monthly.after)} (${signed(each.monthly.difference)})`,
    ...(each.after.length > 0 ? each.after : each.before)
      .filter(({ monthly }) => (monthly ?? NOTHING).high >= HALF_A_CENT)
      .map((line) => `      ${plainOf(line.item)}: ${rate(line)} = ${usd(line.monthly ?? NOTHING)}`),
  ]);
}

function reductions({ reductions: all }: CostEstimate): readonly string[] {
  if (all.length === 0) return [];
  return [
    "",
    "  What would save:",
    ...all.map(
      ({ name, saving, isUpTo, detail }) =>
        `    ${name}: ${saving === undefined ? "" : `${isUpTo ? "up to " : ""}${usd(saving)}; `}${plainOf(detail)}`,
    ),
  ];
}

function share({ pricedShare, resources: all }: CostEstimate): readonly string[] {
  const { priced, billable } = pricedShare;
  const missing = all.filter(({ isPriced }) => !isPriced);
  return [
    "",
    `  ${priced} of ${billable} resources that cost something are priced (${percent(pricedShare.share)})`,
    ...missing.map((each) => {
      const why = [...each.before, ...each.after].flatMap(({ item, unpriced }) =>
        unpriced === undefined ? [] : [`${item}: ${unpriced}`],
      );
      return `    not priced: ${plainOf(nameOf(each))} (${plainOf(each.type)}): ${plainOf([...new Set(why)].join("; "))}`;
    }),
  ];
}
