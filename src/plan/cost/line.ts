import { amountOf, isQuantity, NOTHING, type Range } from "./money";
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

/** @param kind @default - both */
export function sumOf(lines: readonly CostLine[], kind?: CostLine["kind"]): Range {
  if (lines.length === 0) return NOTHING;
  let [low, high] = [0, 0];
  for (const line of lines) {
    if (line.monthly === undefined || (kind !== undefined && line.kind !== kind)) continue;
    low += line.monthly.low;
    high += line.monthly.high;
  }
  return { low, high };
}
