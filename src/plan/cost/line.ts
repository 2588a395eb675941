import { amountOf, isQuantity, NOTHING, type Range } from "./money";
import type { Part } from "./parts";
import type { Prices } from "./price-book";
import { type PriceKey, unitOf } from "./prices/catalog";

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

/** What a part comes to a month. @returns a sentence where it is not known */
export function monthlyOf({ key, quantity, missing, lowShare = 1 }: Part, prices: Prices): Range | string {
  if (key === undefined || quantity === undefined) return missing ?? "not known";
  if (!isQuantity(quantity.low) || !isQuantity(quantity.high)) return "its quantity is absurd";
  const price = prices.of(key);
  // none of something costs nothing, whatever one would cost
  if (price.usd === null) return quantity.high === 0 ? NOTHING : price.reason;
  const high = amountOf(price.usd, quantity.high);
  const isFlat = quantity.low === quantity.high && lowShare === 1;
  return { low: isFlat ? high : amountOf(price.usd, quantity.low * lowShare), high };
}

/** Prices a part; what cannot be priced says why. */
export function lineOf(part: Part, prices: Prices): CostLine {
  const { item, kind, key, quantity, assumed, note } = part;
  const monthly = monthlyOf(part, prices);
  const price = key === undefined || typeof monthly === "string" ? undefined : prices.of(key);
  return {
    item,
    kind,
    ...(key !== undefined && quantity !== undefined && { key, unit: unitOf(key), quantity }),
    ...(price && price.usd !== null && { price: price.usd, date: price.date, source: price.source }),
    ...(typeof monthly === "string" ? { unpriced: monthly } : { monthly }),
    ...(assumed !== undefined && { assumed }),
    ...(note !== undefined && { note }),
  };
}
