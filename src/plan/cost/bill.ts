import { type CostLine, lineOf, monthlyOf } from "./line";
import { NOT_KNOWN, type Range } from "./money";
import type { Part } from "./parts";
import type { Prices } from "./price-book";

/** Bills by what they are made of: most resources of a type have the same parts, made once. */
export class Bills {
  readonly #known = new Map<readonly Part[], Bill>();

  constructor(private readonly prices: Prices) {}

  of(parts: readonly Part[]): Bill {
    const known = this.#known.get(parts);
    if (known !== undefined) return known;
    const made = new Bill(parts, this.prices);
    this.#known.set(parts, made);
    return made;
  }
}

/** What a resource costs on a side: added up at once, its lines made where they are looked at. */
export class Bill {
  readonly fixed = new Sum();
  readonly usage = new Sum();
  #lacking: string | undefined;

  constructor(
    readonly parts: readonly Part[],
    private readonly prices: Prices,
  ) {
    for (const part of parts) (part.kind === "fixed" ? this.fixed : this.usage).add(monthlyOf(part, prices));
  }

  get monthly(): Range {
    return this.isKnown
      ? { low: this.fixed.low + this.usage.low, high: this.fixed.high + this.usage.high }
      : NOT_KNOWN;
  }

  /** Whether anything has a price, or nothing needs one. */
  get isKnown(): boolean {
    return this.isPriced || this.fixed.hasPrice || this.usage.hasPrice;
  }

  get isPriced(): boolean {
    return this.fixed.isPriced && this.usage.isPriced;
  }

  /** At the most. */
  get high(): number {
    return this.fixed.high + this.usage.high;
  }

  /** What has no price, and why, as one text: the same for the same. */
  get lacking(): string {
    this.#lacking ??= this.isPriced ? "" : JSON.stringify(this.#unpriced.sort());
    return this.#lacking;
  }

  get #unpriced(): [item: string, why: string][] {
    return this.parts.flatMap((part) => {
      const monthly = monthlyOf(part, this.prices);
      return typeof monthly === "string" ? [[part.item, monthly]] : [];
    });
  }

  /** Parts that have a price, with what each comes to. */
  get pricedParts(): readonly PricedPart[] {
    return this.parts.flatMap((part) => {
      const monthly = monthlyOf(part, this.prices);
      return typeof monthly === "string" ? [] : [{ part, monthly }];
    });
  }

  get lines(): readonly CostLine[] {
    return this.parts.map((part) => lineOf(part, this.prices));
  }
}

export interface PricedPart {
  readonly part: Part;
  readonly monthly: Range;
}

/** Adds up what is known. */
export class Sum {
  low = 0;
  high = 0;
  isPriced = true;
  hasPrice = false;

  add(monthly: Range | string): void {
    if (typeof monthly === "string") {
      this.isPriced = false;
      return;
    }
    this.low += monthly.low;
    this.high += monthly.high;
    // that none of something costs nothing is no price
    if (monthly.high > 0) this.hasPrice = true;
  }

  get range(): Range {
    return this.isPriced || this.hasPrice ? { low: this.low, high: this.high } : NOT_KNOWN;
  }
}
