import type { PriceKey } from "./catalog";

/** A price with where it was read, so that anybody can look it up. */
export interface KnownPrice {
  /** USD for one unit, as a decimal. */
  readonly usd: string;
  /** Key of `sources.json`. */
  readonly source: string;
  /** AWS's rate code: SKU, term and rate, or as much of it as the source has. @default - it has none */
  readonly rate?: string;
  /** Day for which the source gives it. */
  readonly date: string;
  /** How it was derived. @default - it was read as it is */
  readonly note?: string;
}

/** What nobody has found is said, and counts as unpriced. */
export interface UnknownPrice {
  readonly usd: null;
  readonly reason: string;
}

export type Price = KnownPrice | UnknownPrice;

export interface PriceSource {
  readonly what: string;
  readonly repository?: string;
  readonly commit?: string;
  readonly path: string;
}

/** One region's prices. */
export interface RegionPrices {
  readonly region: string;
  readonly prices: Readonly<Partial<Record<PriceKey, Price>>>;
}
