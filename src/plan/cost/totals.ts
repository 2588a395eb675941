import { add, NOT_KNOWN, type Range } from "./money";
import type { PricedResource } from "./resource";
import type { PricedShare, Sides } from "./types";

/** What all resources come to. */
export interface Totals {
  readonly monthly: Sides;
  readonly fixed: Sides;
  readonly usage: Sides;
  readonly pricedShare: PricedShare;
}

/** Added up in numbers, without an object for each of thousands. */
export function totalsOf(resources: readonly PricedResource[]): Totals {
  const [fixed, usage] = [new Total(), new Total()];
  let priced = 0;
  for (const resource of resources) {
    const { before, after } = resource.bills;
    const isComparable = resource.isComparable;
    fixed.add(before.fixed, after.fixed, isComparable);
    usage.add(before.usage, after.usage, isComparable);
    if (resource.isPriced) priced += 1;
  }
  const billable = resources.length;
  const monthly = {
    before: both(fixed.before, usage.before),
    after: both(fixed.after, usage.after),
    difference: both(fixed.difference, usage.difference),
  };
  return {
    monthly,
    fixed: within(monthly, fixed.sides),
    usage: within(monthly, usage.sides),
    pricedShare: { priced, billable, share: billable === 0 ? 1 : priced / billable },
  };
}

interface Amount {
  low: number;
  high: number;
  isPriced: boolean;
}

class Total {
  readonly before: Amount = { low: 0, high: 0, isPriced: true };
  readonly after: Amount = { low: 0, high: 0, isPriced: true };
  readonly difference: Amount = { low: 0, high: 0, isPriced: true };

  add(before: Readonly<Amount>, after: Readonly<Amount>, isComparable: boolean): void {
    addTo(this.before, before.low, before.high, before.isPriced);
    addTo(this.after, after.low, after.high, after.isPriced);
    if (isComparable) addTo(this.difference, after.low - before.low, after.high - before.high, true);
    else this.difference.isPriced = false;
  }

  get sides(): Sides {
    return { before: range(this.before), after: range(this.after), difference: range(this.difference) };
  }
}

function addTo(to: Amount, low: number, high: number, isPriced: boolean): void {
  to.low += low;
  to.high += high;
  if (!isPriced) to.isPriced = false;
}

const both = (a: Amount, b: Amount): Range => range({ ...add(a, b), isPriced: a.isPriced && b.isPriced });

/** Where a sum is not known, nor is a part of it that seems to be nothing. */
function within(sum: Sides, part: Sides): Sides {
  const side = (name: keyof Sides) => (sum[name] === NOT_KNOWN ? NOT_KNOWN : part[name]);
  return { before: side("before"), after: side("after"), difference: side("difference") };
}

/** Not known where a part is not, and the others come to nothing. */
const range = ({ low, high, isPriced }: Amount): Range =>
  isPriced || low !== 0 || high !== 0 ? { low, high } : NOT_KNOWN;
