import { markdownText } from "../../model/escape";
import type { ExtraSection } from "../../report/markdown";
import { NOT_KNOWN } from "../money";
import type { CostEstimate, PricedShare, Sides } from "../types";
import { signed, usd } from "./format";
import {
  allStacks,
  basis,
  changedTable,
  documentTable,
  headline,
  reductions,
  resourceTables,
  totalOf,
  unpriced,
} from "./markdown";
import { type ByChange, byChange } from "./order";

/** Of what is dear; a comment holds no more. */
const MANY = 200;
const FEW = 15;

/** For a report of plans, what changes first; the sum alone is always left. */
export function costSection(estimates: readonly CostEstimate[]): ExtraSection {
  const stacks = estimates.length > 1 ? `${allStacks(estimates)}\n\n` : "";
  const ordered = estimates.map((one) => ({ one, order: byChange(one.resources) }));
  const each = (render: (one: CostEstimate, order: ByChange) => readonly string[]) =>
    stacks +
    ordered
      .flatMap(({ one, order }) => [
        ...(estimates.length > 1 ? [`#### ${markdownText(one.stack)}`] : []),
        ...render(one, order).filter((part) => part !== ""),
      ])
      .join("\n\n");
  const all = totalOf(estimates);
  return {
    title: `Cost: ${inWords(all)}${sharePriced(estimates)}`,
    levels: [
      each((one, order) => [
        headline(one),
        resourceTables(order, MANY),
        unpriced(one),
        ...(one.document === undefined ? [] : [reductions(one), documentTable(one)]),
        basis(one),
      ]),
      each((one, order) => [headline(one), changedTable(order, FEW), unpriced(one), basis(one)]),
      each((one) => [headline(one), share(one), basis(one)]),
      estimates.map((one) => `${markdownText(one.stack)}: ${inWords(one.monthly)}. ${share(one)}`).join("\n"),
    ],
  };
}

/** `72.08 USD a month (+4.00)`, and never zero for what is not known */
function inWords({ after, difference }: Sides): string {
  if (after === NOT_KNOWN) return "not known";
  return `${usd(after)} USD a month (${difference === NOT_KNOWN ? "difference not known" : signed(difference)})`;
}

function sharePriced(estimates: readonly CostEstimate[]): string {
  const sumOf = (of: (share: PricedShare) => number) =>
    estimates.reduce((sum, { pricedShare }) => sum + of(pricedShare), 0);
  const [priced, billable] = [sumOf(({ priced: many }) => many), sumOf(({ billable: many }) => many)];
  return priced === billable ? "" : `, ${priced} of ${billable} resources priced`;
}

const share = ({ pricedShare: { priced, billable } }: CostEstimate): string =>
  `${priced} of ${billable} resources that cost something are priced.`;
