import type { CostLine } from "../line";
import { MICROS_PER_USD, type Range } from "../money";
import { SOURCES } from "../prices/pinned";
import type { CostEstimate, ResourceCost, Sides } from "../types";
import { totalOf } from "./markdown";

/** Raised when a member is renamed, removed, or means something else. */
export const COST_FORMAT_VERSION = 1;

/** Estimates as JSON, in USD with up to six decimals; described in docs/cost.md. */
export function costJson(estimates: readonly CostEstimate[]): string {
  const document = {
    formatVersion: COST_FORMAT_VERSION,
    currency: "USD",
    hoursPerMonth: 730,
    monthly: sides(totalOf(estimates)),
    stacks: estimates.map(stackOf),
    sources: SOURCES,
  };
  return JSON.stringify(document, null, 2);
}

function stackOf(estimate: CostEstimate) {
  const { stack, region, regionSource, priceDates, pricedShare, free, deferred, document } = estimate;
  return {
    stack,
    region: region ?? null,
    regionSource,
    priceDates: priceDates ?? null,
    monthly: sides(estimate.monthly),
    fixed: sides(estimate.fixed),
    usage: sides(estimate.usage),
    pricedShare,
    deferred,
    resources: estimate.resources.map(resourceOf),
    free,
    reductions: estimate.reductions.map(({ saving, ...rest }) => ({
      ...rest,
      saving: saving ? range(saving) : null,
    })),
    document: {
      document: range(document.document),
      estimate: range(document.estimate),
      lines: document.lines.map(({ item, document: says, estimate: is, why }) => ({
        item,
        document: says ? range(says) : null,
        estimate: range(is),
        why,
      })),
    },
  };
}

function resourceOf({ before, after, monthly, fixed, usage, ...rest }: ResourceCost) {
  return {
    ...rest,
    monthly: sides(monthly),
    fixed: sides(fixed),
    usage: sides(usage),
    before: before.map(lineOf),
    after: after.map(lineOf),
  };
}

const lineOf = ({ monthly, ...rest }: CostLine) => ({ ...rest, monthly: monthly ? range(monthly) : null });

const sides = ({ before, after, difference }: Sides) => ({
  before: range(before),
  after: range(after),
  difference: range(difference),
});

const range = ({ low, high }: Range) => ({ low: low / MICROS_PER_USD, high: high / MICROS_PER_USD });
