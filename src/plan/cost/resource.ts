import type { Constructs } from "../model/stack";
import type { Bill } from "./bill";
import type { CostLine } from "./line";
import { minus, NOT_KNOWN, type Range } from "./money";
import type { ResourceCost, Sides } from "./types";
import type { Billed } from "./world";

/** A resource with its bill on either side. */
export class PricedResource implements ResourceCost {
  /** On either side, at the most. */
  readonly most: number;

  constructor(
    private readonly it: Billed,
    readonly region: string | undefined,
    readonly bills: Readonly<{ before: Bill; after: Bill }>,
    private readonly constructs: Constructs,
  ) {
    this.most = Math.max(bills.before.high, bills.after.high);
  }

  get address(): string {
    return this.it.address;
  }

  get construct(): string | undefined {
    return this.constructs.pathOf(this.it);
  }

  get type(): string {
    return this.it.type;
  }

  get action(): ResourceCost["action"] {
    return this.it.change.action;
  }

  get deposed(): string | undefined {
    return this.it.change.deposed;
  }

  get before(): readonly CostLine[] {
    return this.bills.before.lines;
  }

  get after(): readonly CostLine[] {
    return this.bills.after.lines;
  }

  get monthly(): Sides {
    return this.#sides(({ monthly }) => monthly);
  }

  get fixed(): Sides {
    return this.#sides(({ fixed }) => fixed.range);
  }

  get usage(): Sides {
    return this.#sides(({ usage }) => usage.range);
  }

  get isPriced(): boolean {
    return this.bills.before.isPriced && this.bills.after.isPriced;
  }

  /**
   * Of what is there on both sides, the same must lack a price on both: a part that has one on a single side would be taken for a
   * difference. What stays as it is then differs by nothing, even where nothing of it is priced.
   */
  get isComparable(): boolean {
    const { before, after } = this.bills;
    const isThroughout = before.parts.length > 0 && after.parts.length > 0;
    if (isThroughout && before.lacking !== after.lacking) return false;
    return (isThroughout && this.action === "no-op") || (before.isKnown && after.isKnown);
  }

  #sides(of: (bill: Bill) => Range): Sides {
    const [before, after] = [of(this.bills.before), of(this.bills.after)];
    return { before, after, difference: this.isComparable ? minus(after, before) : NOT_KNOWN };
  }
}
