import { add, amountOf, isQuantity, NOTHING, type Range } from "./money";
import type { Part } from "./parts";
import { type PriceKey, unitOf } from "./prices/catalog";
import type { Price } from "./prices/types";

/** A line of a resource's bill: a price, how often, and what that makes. */
export interface CostLine {
  readonly item: string;
  readonly kind: "fixed" | "usage";
  /** What is priced. */
  readonly key?: PriceKey;
  readonly unit?: string;
  /** Units a month. */
  readonly quantity?: Range<number>;
  /** USD for a unit, as it is pinned. */
  readonly price?: string;
  /** Day and source of the price, which `sources.json` tells more of. */
  readonly date?: string;
  readonly source?: string;
  /** Missing where it is not known. */
  readonly monthly?: Range;
  /** Why it is not known. */
  readonly unpriced?: string;
  readonly assumed?: string;
  readonly note?: string;
}

/** Prices a part; what cannot be priced says why. */
export function lineOf(part: Part, priceOf: (key: PriceKey) => Price): CostLine {
  const { item, kind, key, quantity, missing, lowShare = 1 } = part;
  const line: Writable<CostLine> = { item, kind };
  if (part.assumed !== undefined) line.assumed = part.assumed;
  if (part.note !== undefined) line.note = part.note;
  if (key === undefined || quantity === undefined) {
    line.unpriced = missing ?? "not known";
    return line;
  }
  line.key = key;
  line.unit = unitOf(key);
  if (!isQuantity(quantity.low) || !isQuantity(quantity.high)) {
    line.unpriced = "its quantity is absurd";
    return line;
  }
  line.quantity = quantity;
  const price = priceOf(key);
  if (price.usd === null) {
    // none of something costs nothing, whatever one would cost
    if (quantity.high === 0) line.monthly = NOTHING;
    else line.unpriced = price.reason;
    return line;
  }
  line.price = price.usd;
  line.date = price.date;
  line.source = price.source;
  const high = amountOf(price.usd, quantity.high);
  const isFlat = quantity.low === quantity.high && lowShare === 1;
  line.monthly = { low: isFlat ? high : amountOf(price.usd, quantity.low * lowShare), high };
  return line;
}

/** Plans have many lines: a copy for each member would be felt. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What lines come to a month: all of them, and of each kind. */
export interface Sums {
  readonly monthly: Range;
  readonly fixed: Range;
  readonly usage: Range;
}

const NO_SUMS: Sums = { monthly: NOTHING, fixed: NOTHING, usage: NOTHING };

export function sumsOf(lines: readonly CostLine[]): Sums {
  if (lines.length === 0) return NO_SUMS;
  const fixed = { low: 0, high: 0 };
  const usage = { low: 0, high: 0 };
  for (const { kind, monthly } of lines) {
    if (monthly === undefined) continue;
    const sum = kind === "fixed" ? fixed : usage;
    sum.low += monthly.low;
    sum.high += monthly.high;
  }
  return { monthly: add(fixed, usage), fixed, usage };
}
