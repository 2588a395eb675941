/** USD in millionths, a whole number: what is added up is exact. */
export type Micros = number;

/** From what to what: at the fewest and at the most. */
export interface Range<T extends number = Micros> {
  readonly low: T;
  readonly high: T;
}

export const MICROS_PER_USD = 1_000_000;
export const MICROS_PER_CENT = MICROS_PER_USD / 100;
export const NOTHING: Range = { low: 0, high: 0 };
/** What nothing of has a price: told by its identity, and shown as "not known", never as zero. */
export const NOT_KNOWN: Range = Object.freeze({ low: 0, high: 0 });

/** Digits of a price that count: Lambda's GB-second has ten. */
const PRICE_DIGITS = 12;
const QUANTITY_SCALE = 1_000_000;
/** Larger is no plan but an attempt. */
const MOST = 1_000_000_000;

export const isPrice = (text: string): boolean => /^\d{1,7}(\.\d{1,12})?$/.test(text);

/** A quantity that can be billed: at least zero, and not absurd. */
export const isQuantity = (value: number): boolean => Number.isFinite(value) && value >= 0 && value <= MOST;

/**
 * Price times quantity, rounded once, half up, to a millionth of a dollar.
 *
 * @param price USD as AWS writes it, such as `0.0450000000`
 * @throws RangeError on what is no price or no quantity
 */
export function amountOf(price: string, quantity: number): Micros {
  const amounts = amountsOf(price);
  const known = amounts.get(quantity);
  if (known !== undefined) return known;
  const made = multiplied(scaledOf(price), quantity);
  amounts.set(quantity, made);
  return made;
}

function multiplied(scaled: bigint, quantity: number): Micros {
  if (!isQuantity(quantity)) throw new RangeError(`${quantity} is no quantity`);
  const parts = BigInt(Math.round(quantity * QUANTITY_SCALE));
  // price has 12 digits, quantity 6, micros 6: 12 are too many
  const unit = 10n ** 12n;
  return Number((scaled * parts + unit / 2n) / unit);
}

const amountsByPrice = new Map<string, Map<number, Micros>>();

/** Thousands of resources have the same price and quantity; a price has few quantities. */
function amountsOf(price: string): Map<number, Micros> {
  const known = amountsByPrice.get(price);
  if (known !== undefined) return known;
  const made = new Map<number, Micros>();
  amountsByPrice.set(price, made);
  return made;
}

const scaledPrices = new Map<string, bigint>();

/** There are as many as are pinned. */
function scaledOf(price: string): bigint {
  const known = scaledPrices.get(price);
  if (known !== undefined) return known;
  if (!isPrice(price)) throw new RangeError(`${JSON.stringify(price)} is no price`);
  const [whole = "0", fraction = ""] = price.split(".");
  const scaled = BigInt(whole + fraction.padEnd(PRICE_DIGITS, "0"));
  scaledPrices.set(price, scaled);
  return scaled;
}

/** Not known where something is not, and nothing else comes to anything. */
export function sum(ranges: Iterable<Range>): Range {
  let [low, high, isKnown] = [0, 0, true];
  for (const each of ranges) {
    low += each.low;
    high += each.high;
    isKnown &&= each !== NOT_KNOWN;
  }
  return isKnown || low !== 0 || high !== 0 ? { low, high } : NOT_KNOWN;
}

export const add = (a: Range, b: Range): Range => ({ low: a.low + b.low, high: a.high + b.high });

/** End by end: at the fewest against the fewest, at the most against the most. */
export const minus = (a: Range, b: Range): Range => ({ low: a.low - b.low, high: a.high - b.high });

export const isFlat = ({ low, high }: Range): boolean => low === high;
