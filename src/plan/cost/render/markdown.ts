import { markdownText } from "../../model/escape";
import { folded } from "../../model/folded";
import type { CostLine } from "../line";
import { NOTHING, type Range, sum } from "../money";
import { SOURCES } from "../prices/pinned";
import type { CostEstimate, ResourceCost, Sides } from "../types";
import { count, percent, signed, usd } from "./format";
import { codeOf, nameOf } from "./names";
import { type ByChange, byChange, HALF_A_CENT } from "./order";

/** The whole of an estimate as GitHub's Markdown. */
export function costMarkdown(estimates: readonly CostEstimate[]): string {
  const parts = estimates.map((each) => {
    const order = byChange(each.resources);
    return [
      `## What ${markdownText(each.stack)} costs a month`,
      headline(each),
      resourceTables(order),
      lineTable(order),
      unpriced(each),
      reductions(each),
      documentTable(each),
      free(each),
      basis(each),
    ].filter((part) => part !== "");
  });
  const all = estimates.length > 1 ? [allStacks(estimates)] : [];
  return [...all, ...parts.flat()].join("\n\n");
}

export function allStacks(estimates: readonly CostEstimate[]): string {
  const rows = estimates.map(({ stack, monthly }) => [codeOf(stack), ...columns(monthly)]);
  return table(
    ["stack", "before", "after", "difference"],
    [...rows, ["**all**", ...columns(totalOf(estimates))]],
  );
}

export function totalOf(estimates: readonly CostEstimate[]): Sides {
  const of = (side: keyof Sides): Range => sum(estimates.map(({ monthly }) => monthly[side]));
  return { before: of("before"), after: of("after"), difference: of("difference") };
}

const columns = ({ before, after, difference }: Sides): readonly string[] => [
  usd(before),
  usd(after),
  signed(difference),
];

/** Fixed and usage-based apart, in USD a month. */
export function headline(estimate: CostEstimate): string {
  const { fixed, usage, monthly } = estimate;
  return table(
    ["USD a month", "before", "after", "difference"],
    [
      ["fixed", ...columns(fixed)],
      ["usage, as assumed", ...columns(usage)],
      ["**sum**", ...columns(monthly).map((each) => `**${each}**`)],
    ],
  );
}

/** What the plan changes, before what stays as it is, which is folded. */
export function resourceTables(order: ByChange, most = Number.POSITIVE_INFINITY): string {
  const { changed, unchanged, left } = order;
  const isFirst = changed.length + unchanged.length === 0;
  const parts = [
    changedTable(order, most),
    ...(unchanged.length === 0
      ? []
      : [folded(`${unchanged.length} that cost the same as before`, resourceTable(unchanged, most))]),
    ...(left === 0 ? [] : [`${left}${isFirst ? "" : " more"} cost less than a cent, or are not priced.`]),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** What the plan changes alone. */
export function changedTable({ changed, unchanged, left, isKnown }: ByChange, most: number): string {
  if (changed.length + unchanged.length + left === 0) return "Nothing that costs.";
  if (changed.length > 0) return resourceTable(changed, most);
  return isKnown ? "No cost of a resource changes." : "";
}

function resourceTable(resources: readonly ResourceCost[], most: number): string {
  const rows = resources
    .slice(0, most)
    .map((each) => [
      codeOf(nameOf(each)),
      codeOf(each.type),
      usd(each.fixed.after),
      usd(each.usage.after),
      signed(each.monthly.difference),
    ]);
  const left = resources.length - rows.length;
  return (
    table(["resource", "type", "fixed", "usage", "difference"], rows) +
    (left > 0 ? `\n\n${left} cheaper ones are left out.` : "")
  );
}

function lineTable({ changed, unchanged }: ByChange): string {
  const rows = [...changed, ...unchanged].flatMap((each) => {
    const lines = each.after.length > 0 ? each.after : each.before;
    return lines
      .filter(({ monthly, unpriced: why }) => why !== undefined || (monthly ?? NOTHING).high >= HALF_A_CENT)
      .map((line) => [
        codeOf(nameOf(each)),
        markdownText(line.item),
        rate(line),
        amount(line),
        remarks(line),
      ]);
  });
  if (rows.length === 0) return "";
  return folded("Line by line", table(["resource", "what", "rate", "USD a month", ""], rows));
}

/** `0.045 x 730 hours` */
export function rate({ price, quantity, unit = "" }: CostLine): string {
  if (price === undefined || quantity === undefined) return "";
  return `${price} x ${count(quantity)} ${many(unit, quantity.high)}`;
}

const many = (unit: string, number: number): string =>
  number === 1 || unit.endsWith("GB") ? unit : `${unit}s`;

const amount = ({ monthly }: CostLine): string => (monthly === undefined ? "not known" : usd(monthly));

function remarks({ unpriced: why, assumed, note }: CostLine): string {
  return [why, assumed, note].flatMap((each) => (each === undefined ? [] : [wordsOf(each)])).join("; ");
}

/** Names of settings as code, and the rest as text. */
const wordsOf = (text: string): string =>
  text
    .split(/\b([a-z0-9]+(?:_[a-z0-9]+)+)\b/)
    .map((part, at) => (at % 2 === 1 ? codeOf(part) : markdownText(part)))
    .join("");

/** What has no price, and how much of all has one. */
export function unpriced({ resources, pricedShare, deferred }: CostEstimate): string {
  const { priced, billable, share } = pricedShare;
  const lines = [
    `${priced} of ${billable} resources that cost something have a price for each of their parts (${percent(share)}).`,
  ];
  if (deferred > 0) lines.push(`${deferred} deferred changes are not counted.`);
  const missing = resources.filter(({ isPriced }) => !isPriced);
  if (missing.length === 0) return lines.join(" ");
  const shown = missing.slice(0, MOST_UNPRICED).map((each) => {
    const why = [...each.before, ...each.after].flatMap(({ item, unpriced: reason }) =>
      reason === undefined ? [] : [`${item}: ${reason}`],
    );
    return `- ${codeOf(nameOf(each))} (${codeOf(each.type)}): ${markdownText([...new Set(why)].join("; "))}`;
  });
  const left = missing.length - shown.length;
  return `${lines.join(" ")} Not priced:\n\n${shown.join("\n")}${left > 0 ? `\n- and ${left} more` : ""}`;
}

const MOST_UNPRICED = 50;

export function reductions({ reductions: all }: CostEstimate): string {
  if (all.length === 0) return "";
  const rows = all.map(({ name, saving, isUpTo, detail }) => [
    markdownText(name),
    saving === undefined ? "-" : `${isUpTo ? "up to " : ""}${usd(saving)}`,
    markdownText(detail),
  ]);
  return folded(
    "What the document's five reductions would save",
    table(["reduction", "USD a month", ""], rows),
  );
}

export function documentTable({ document: beside }: CostEstimate): string {
  if (beside === undefined) return "";
  const { lines, document, estimate } = beside;
  const rows = lines.map(({ item, document: says, estimate: is, why }) => [
    markdownText(item),
    says === undefined ? "-" : usd(says),
    usd(is),
    markdownText(why),
  ]);
  const all = ["**sum**", `**${usd(document)}**`, `**${usd(estimate)}**`, ""];
  return folded(
    "Beside the document's own table",
    table(["", "document", "here", "why they differ"], [...rows, all]),
  );
}

function free({ free: types }: CostEstimate): string {
  if (types.length === 0) return "";
  const rows = types.map(({ type, count: many, reason }) => [
    codeOf(type),
    String(many),
    markdownText(reason),
  ]);
  return folded("What costs nothing", table(["type", "count", "why"], rows));
}

/** What the numbers stand on. */
export function basis({ region, regionSource, priceDates, resources, sources }: CostEstimate): string {
  if (region === undefined && resources.every(({ region: own }) => own === undefined)) {
    return "The plan does not tell the region, and nothing has a price without one: give it with `--region`.";
  }
  const where =
    region === undefined
      ? "Prices of each resource's own region"
      : `Prices of ${markdownText(region)}${regionSource === "option" ? ", which the plan does not tell" : ""}`;
  const when = priceDates === undefined ? "" : `, read between ${priceDates.first} and ${priceDates.last}`;
  const used = sources.map((each) => SOURCES[each]?.repository ?? each);
  const from = used.length === 0 ? "" : ` (${markdownText([...new Set(used)].join(", "))})`;
  return `${where}${when}${from}. On demand, 730 hours a month, without tax, discounts and an account's free tiers.`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
