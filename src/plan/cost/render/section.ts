import { markdownText } from "../../model/escape";
import type { CostEstimate } from "../types";
import { signed, usd } from "./format";
import {
  allStacks,
  basis,
  documentTable,
  headline,
  reductions,
  resourceTable,
  totalOf,
  unpriced,
} from "./markdown";

/** A folded section of a report: the same from full to short. */
export interface CostSection {
  readonly title: string;
  readonly levels: readonly string[];
}

/** Of what is dear; a comment holds no more. */
const MANY = 200;
const FEW = 15;

/** For a report of plans; the sum alone is always left. */
export function costSection(estimates: readonly CostEstimate[]): CostSection {
  const { after, difference } = totalOf(estimates);
  const title = `Cost: ${usd(after)} USD a month (${signed(difference)})`;
  const stacks = estimates.length > 1 ? `${allStacks(estimates)}\n\n` : "";
  const each = (render: (estimate: CostEstimate) => readonly string[]) =>
    stacks +
    estimates
      .flatMap((estimate) => [
        ...(estimates.length > 1 ? [`#### ${markdownText(estimate.stack)}`] : []),
        ...render(estimate),
      ])
      .join("\n\n");
  return {
    title,
    levels: [
      each((one) => [
        headline(one),
        resourceTable(one, MANY),
        unpriced(one),
        reductions(one),
        documentTable(one),
        basis(one),
      ]),
      each((one) => [headline(one), resourceTable(one, FEW), unpriced(one), basis(one)]),
      each((one) => [headline(one), share(one), basis(one)]),
      estimates
        .map(
          (one) =>
            `${markdownText(one.stack)}: ${usd(one.monthly.after)} USD a month (${signed(one.monthly.difference)}). ${share(one)}`,
        )
        .join("\n"),
    ],
  };
}

const share = ({ pricedShare: { priced, billable } }: CostEstimate): string =>
  `${priced} of ${billable} resources that cost something are priced.`;
