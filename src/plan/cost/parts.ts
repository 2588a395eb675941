import { NotKnown } from "./attributes";
import { HOURS } from "./hours";
import type { Range } from "./money";
import type { PriceKey } from "./prices/catalog";
import { USAGE, type UsageKey } from "./usage/defaults";

/** What one price is multiplied with, before the price is looked up. */
export interface Part {
  /** Such as `NAT gateway` or `data through it`. */
  readonly item: string;
  /** Fixed for what is billed without a request being made; usage for the rest, which is assumed. */
  readonly kind: "fixed" | "usage";
  /** @default - there is no price for it, see `missing` */
  readonly key?: PriceKey;
  /** Units a month. @default - not known, see `missing` */
  readonly quantity?: Range<number>;
  /** Why key or quantity is missing. */
  readonly missing?: string;
  /** What the quantity is assumed from. */
  readonly assumed?: string;
  readonly note?: string;
  /** Share of the price at the low end, for a price that floats, such as Spot's. @default 1 */
  readonly lowShare?: number;
  /** Of log that is stored. */
  readonly keptDays?: number;
}

/** What a resource costs, or why it costs nothing. */
export type Parts = readonly Part[] | { readonly free: string };

/** A usage with where its value is from. */
export interface Assumption {
  readonly value: number;
  readonly given: boolean;
}

export const exactly = (quantity: number): Range<number> => ({ low: quantity, high: quantity });

/** Per hour, all month. */
export function hourly(
  item: string,
  key: PriceKey,
  count: Range<number> | number = 1,
  more: Partial<Part> = {},
): Part {
  const { low, high } = typeof count === "number" ? exactly(count) : count;
  return { item, kind: "fixed", key, quantity: { low: low * HOURS, high: high * HOURS }, ...more };
}

export function monthly(
  item: string,
  key: PriceKey,
  count: Range<number> | number = 1,
  more: Partial<Part> = {},
): Part {
  return { item, kind: "fixed", key, quantity: typeof count === "number" ? exactly(count) : count, ...more };
}

/** @param times how often the usage is, such as once for each task */
export function used(
  item: string,
  key: PriceKey,
  usage: UsageKey,
  { value, given }: Assumption,
  times: Range<number> | number = 1,
  more: Partial<Part> = {},
): Part {
  const { low, high } = typeof times === "number" ? exactly(times) : times;
  return {
    item,
    kind: "usage",
    key,
    quantity: { low: value * low, high: value * high },
    assumed: given ? inWords(usage, value, "given") : assumedInWords(usage, value),
    ...more,
  };
}

const inWords = (usage: UsageKey, value: number, how: "given" | "assumed") =>
  `${usage}: ${value} (${how}), ${USAGE[usage].what}`;

const assumedWords = new Map<UsageKey, string>();

/** What is assumed is the same for thousands of resources. */
function assumedInWords(usage: UsageKey, value: number): string {
  const known = assumedWords.get(usage);
  if (known !== undefined) return known;
  const made = inWords(usage, value, "assumed");
  assumedWords.set(usage, made);
  return made;
}

/**
 * Parts that thousands of resources have alike: made once for each kind of them and each usage.
 *
 * @param make of what tells one kind from another
 */
export function shared<Kind extends string | number>(
  make: (kind: Kind, usage: Assumption) => readonly Part[],
): (kind: Kind, usage?: Assumption) => readonly Part[] {
  const known = new WeakMap<Assumption, Map<Kind, readonly Part[]>>();
  return (kind, usage = NOTHING_ASSUMED) => {
    const kinds = known.get(usage) ?? new Map<Kind, readonly Part[]>();
    known.set(usage, kinds);
    const parts = kinds.get(kind) ?? make(kind, usage);
    kinds.set(kind, parts);
    return parts;
  };
}

const NOTHING_ASSUMED: Assumption = { value: 0, given: false };

/** Something that costs, but not what is known. */
export const unknownPart = (
  item: string,
  missing: string | NotKnown,
  kind: Part["kind"] = "fixed",
): Part => ({ item, kind, missing: missing instanceof NotKnown ? missing.why : missing });
