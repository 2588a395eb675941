import singapore from "./ap-southeast-1.json";
import type { PriceKey } from "./catalog";
import frankfurt from "./eu-central-1.json";
import ireland from "./eu-west-1.json";
import type { PricedRegion } from "./regions";
import sources from "./sources.json";
import type { Price, PriceSource, RegionPrices } from "./types";
import virginia from "./us-east-1.json";
import oregon from "./us-west-2.json";

/** Prices that were read once and are kept with the code, by region; on-demand, without tax, discount or free tier. */
export const PINNED: Readonly<Record<string, RegionPrices>> = {
  "us-east-1": virginia,
  "us-west-2": oregon,
  "eu-west-1": ireland,
  "eu-central-1": frankfurt,
  "ap-southeast-1": singapore,
} satisfies Record<PricedRegion, RegionPrices>;

/** Where prices were read. */
export const SOURCES: Readonly<Record<string, PriceSource>> = sources;

export function priceIn(region: string | undefined, key: PriceKey, pinned = PINNED): Price {
  if (region === undefined) return { usd: null, reason: "the plan does not tell the region" };
  const prices = Object.hasOwn(pinned, region) ? pinned[region]?.prices : undefined;
  if (prices === undefined) return { usd: null, reason: `no prices of ${region} are pinned` };
  return prices[key] ?? { usd: null, reason: `no price of ${key} is pinned for ${region}` };
}

/** First and last day of what is pinned, without a region's name for all. */
export function datesOf(
  region?: string,
  pinned = PINNED,
): Readonly<{ first: string; last: string }> | undefined {
  const dates = Object.values(pinned)
    .filter((each) => region === undefined || each.region === region)
    .flatMap(({ prices }) =>
      Object.values(prices).flatMap((price) => (price?.usd == null ? [] : [price.date])),
    )
    .sort();
  const [first, last] = [dates[0], dates.at(-1)];
  return first === undefined || last === undefined ? undefined : { first, last };
}
