import { amountOf, isQuantity, NOTHING, type Range, sum } from "./money";
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
  const { item, kind, key, quantity, missing, assumed, note, lowShare = 1 } = part;
  const base = { item, kind, ...(assumed !== undefined && { assumed }), ...(note !== undefined && { note }) };
  if (key === undefined || quantity === undefined)
    return { ...base, ...(key !== undefined && { key }), unpriced: missing ?? "not known" };
  const unit = unitOf(key);
  if (!isQuantity(quantity.low) || !isQuantity(quantity.high)) {
    return { ...base, key, unit, unpriced: "its quantity is absurd" };
  }
  const price = priceOf(key);
  if (price.usd === null) return { ...base, key, unit, quantity, unpriced: price.reason };
  return {
    ...base,
    key,
    unit,
    quantity,
    price: price.usd,
    date: price.date,
    source: price.source,
    monthly: {
      low: amountOf(price.usd, quantity.low * lowShare),
      high: amountOf(price.usd, quantity.high),
    },
  };
}

/** @param kind @default - both */
export function sumOf(lines: readonly CostLine[], kind?: CostLine["kind"]): Range {
  const counted = kind === undefined ? lines : lines.filter((line) => line.kind === kind);
  return sum(counted.map(({ monthly }) => monthly ?? NOTHING));
}
