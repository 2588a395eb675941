import { PlanError } from "../../model/errors";
import { isPriceKey, type PriceKey, UNITS } from "../prices/catalog";
import type { KnownPrice, Price, RegionPrices } from "../prices/types";
import { WANTED } from "./wanted";

const MAY_LACK: ReadonlySet<string> = new Set(
  Object.values(WANTED).flatMap((list) => list.flatMap(({ key, mayLack }) => (mayLack ? [key] : []))),
);

/**
 * What a region's file becomes.
 *
 * @param pinned what is in it
 * @throws PlanError where a list lacks something that is known today: it may have been cut off
 */
export function refreshed(pinned: RegionPrices, found: ReadonlyMap<PriceKey, KnownPrice>): RegionPrices {
  const { region } = pinned;
  const lacking = keysOf(pinned).filter(
    (key) => pinned.prices[key]?.usd != null && !found.has(key) && !MAY_LACK.has(key),
  );
  if (lacking.length > 0) {
    throw new PlanError(
      `AWS's price lists of ${region} lack ${lacking.length} prices that are pinned today.`,
      {
        details: lacking.slice(0, MOST_LACKING),
        remedy: "Nothing was written. Take out of the file what AWS has ceased to sell, and try again.",
      },
    );
  }
  const all = new Set<PriceKey>([...keysOf(pinned), ...found.keys(), ...fixedKeys()]);
  const prices: Partial<Record<PriceKey, Price>> = {};
  for (const key of [...all].sort()) {
    prices[key] = kept(pinned.prices[key], found.get(key)) ?? {
      usd: null,
      reason: "AWS's price list does not have it",
    };
  }
  return { region, prices };
}

/** A price that the list has confirmed stays as it is, with the day since when it was: only what differs is to be reviewed. */
function kept(pinned: Price | undefined, found: KnownPrice | undefined): Price | undefined {
  if (found === undefined) return pinned;
  const isConfirmed =
    pinned?.usd === found.usd && pinned.source === found.source && pinned.rate === found.rate;
  return isConfirmed ? pinned : found;
}

const MOST_LACKING = 20;

const keysOf = ({ prices }: RegionPrices): readonly PriceKey[] => Object.keys(prices).filter(isPriceKey);

const fixedKeys = (): readonly PriceKey[] => Object.keys(UNITS).filter(isPriceKey);

/** In the order of keys, a member a line, so that a diff shows what differs. */
export function fileOf(prices: RegionPrices): string {
  return `${JSON.stringify(prices, null, 2)}\n`;
}

/** Reads a file that `fileOf` has written. @throws PlanError on anything else */
export function readFile(text: string, source: string): RegionPrices {
  const wrong = (what: string) =>
    new PlanError(`${source} ${what}.`, { remedy: "git has the last one that was right." });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new PlanError(`${source} is not JSON.`, { cause });
  }
  if (!isRecord(document) || typeof document.region !== "string" || !isRecord(document.prices)) {
    throw wrong("holds no region and prices");
  }
  const prices: Partial<Record<PriceKey, Price>> = {};
  for (const [key, price] of Object.entries(document.prices)) {
    if (!isPriceKey(key)) throw wrong(`has an unknown key, ${JSON.stringify(key.slice(0, 60))}`);
    if (!isKept(price)) throw wrong(`has something else than a price at ${key}`);
    prices[key] = price;
  }
  return { region: document.region, prices };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isKept(value: unknown): value is Price {
  if (!isRecord(value)) return false;
  if (value.usd === null) return typeof value.reason === "string";
  return typeof value.usd === "string" && typeof value.source === "string" && typeof value.date === "string";
}
