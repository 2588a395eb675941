import { type CostLine, lineOf, monthlyOf } from "./line";
import { add, NOT_KNOWN, type Range } from "./money";
import type { Part } from "./parts";
import type { Prices } from "./price-book";

/** What a resource costs on a side: added up at once, its lines made where they are looked at. */
export class Bill {
  readonly parts: Part[] = [];
  readonly fixed = new Sum();
  readonly usage = new Sum();

  constructor(private readonly prices: Prices) {}

  add(parts: readonly Part[]): void {
    for (const part of parts) {
      this.parts.push(part);
      (part.kind === "fixed" ? this.fixed : this.usage).add(monthlyOf(part, this.prices));
    }
  }

  get monthly(): Range {
    const { fixed, usage } = this;
    const isKnown = fixed.unpriced + usage.unpriced === 0 || fixed.hasPrice || usage.hasPrice;
    return isKnown ? add(fixed, usage) : NOT_KNOWN;
  }

  get isPriced(): boolean {
    return this.fixed.unpriced + this.usage.unpriced === 0;
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
  unpriced = 0;
  hasPrice = false;

  add(monthly: Range | string): void {
    if (typeof monthly === "string") {
      this.unpriced += 1;
      return;
    }
    this.low += monthly.low;
    this.high += monthly.high;
    // that none of something costs nothing is no price
    if (monthly.high > 0) this.hasPrice = true;
  }

  get range(): Range {
    return this.unpriced > 0 && !this.hasPrice ? NOT_KNOWN : { low: this.low, high: this.high };
  }
}
