import { isFlat, MICROS_PER_CENT, type Micros, NOT_KNOWN, type Range } from "../money";

/** Cents, half away from zero; shown amounts are rounded one by one, so that shown sums may differ by a cent. */
export function cents(micros: Micros): string {
  const rounded = Math.round(Math.abs(micros) / MICROS_PER_CENT);
  const sign = micros < 0 && rounded > 0 ? "-" : "";
  const [whole, fraction] = [Math.floor(rounded / 100), rounded % 100];
  return `${sign}${grouped(whole)}.${String(fraction).padStart(2, "0")}`;
}

const NOT_KNOWN_WORDS = "not known";

/** `72.08`, or `72.08 to 360.40` */
export function usd(range: Range): string {
  if (range === NOT_KNOWN) return NOT_KNOWN_WORDS;
  const [low, high] = [cents(range.low), cents(range.high)];
  return isFlat(range) || low === high ? low : `${low} to ${high}`;
}

/** With its sign: `+4.00`, `-36.50 to +12.00`, `0.00` */
export function signed(range: Range): string {
  if (range === NOT_KNOWN) return NOT_KNOWN_WORDS;
  const [low, high] = [signedCents(range.low), signedCents(range.high)];
  return low === high ? low : `${low} to ${high}`;
}

function signedCents(micros: Micros): string {
  const text = cents(micros);
  return micros > 0 && text !== "0.00" ? `+${text}` : text;
}

/** A quantity without digits that say nothing. */
export function count({ low, high }: Range<number>): string {
  const [from, to] = [plain(low), plain(high)];
  return from === to ? from : `${from} to ${to}`;
}

function plain(value: number): string {
  const [whole = "0", fraction = ""] = value.toFixed(3).split(".");
  const digits = fraction.replace(/0+$/, "");
  return digits === "" ? grouped(Number(whole)) : `${grouped(Number(whole))}.${digits}`;
}

function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

export const percent = (share: number): string => `${Math.floor(share * 1_000) / 10} %`;
