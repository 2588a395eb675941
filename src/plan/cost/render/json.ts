import type { DocumentTable } from "../document";
import type { CostLine } from "../line";
import { MICROS_PER_USD, NOT_KNOWN, type Range } from "../money";
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
    document: document ? documentOf(document) : null,
  };
}

function documentOf({ document, estimate, lines }: DocumentTable) {
  return {
    document: range(document),
    estimate: range(estimate),
    lines: lines.map(({ item, document: says, estimate: is, why }) => ({
      item,
      document: says ? range(says) : null,
      estimate: range(is),
      why,
    })),
  };
}

function resourceOf(each: ResourceCost) {
  const { address, construct, type, action, deposed, region, isPriced } = each;
  return {
    address,
    construct,
    type,
    action,
    deposed,
    region,
    isPriced,
    monthly: sides(each.monthly),
    fixed: sides(each.fixed),
    usage: sides(each.usage),
    before: each.before.map(lineOf),
    after: each.after.map(lineOf),
  };
}

const lineOf = ({ monthly, ...rest }: CostLine) => ({ ...rest, monthly: monthly ? range(monthly) : null });

const sides = ({ before, after, difference }: Sides) => ({
  before: range(before),
  after: range(after),
  difference: range(difference),
});

/** Null where nothing has a price. */
const range = (each: Range) =>
  each === NOT_KNOWN ? null : { low: each.low / MICROS_PER_USD, high: each.high / MICROS_PER_USD };
