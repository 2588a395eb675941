import type { Action } from "../model/plan";
import type { DocumentTable } from "./document";
import type { CostLine } from "./line";
import type { Range } from "./money";
import type { Reduction } from "./reductions";
import type { Regions } from "./region";

/** Both sides of a plan, and what lies between them. */
export interface Sides {
  readonly before: Range;
  readonly after: Range;
  readonly difference: Range;
}

export interface ResourceCost {
  readonly address: string;
  /** Path of the construct that makes it. */
  readonly construct: string | undefined;
  readonly type: string;
  readonly action: Action;
  /** Key of an object that a replacement has left. */
  readonly deposed: string | undefined;
  readonly region: string | undefined;
  readonly before: readonly CostLine[];
  readonly after: readonly CostLine[];
  readonly monthly: Sides;
  readonly fixed: Sides;
  readonly usage: Sides;
  /** Whether each line has a price. */
  readonly isPriced: boolean;
  /** Whether the difference is known. */
  readonly isComparable: boolean;
  /** On either side, at the most. */
  readonly most: number;
}

export interface FreeType {
  readonly type: string;
  readonly reason: string;
  readonly count: number;
}

export interface PricedShare {
  /** Resources that cost something and whose every line has a price. */
  readonly priced: number;
  /** All that cost something, or may: types that are not known are among them. */
  readonly billable: number;
  /** 1 where there is nothing to price. */
  readonly share: number;
}

/** What a stack costs a month before and after, in millionths of a dollar, from its fewest to its most. */
export interface CostEstimate {
  readonly stack: string;
  readonly region?: string;
  readonly regionSource: Regions["source"];
  readonly priceDates?: Readonly<{ first: string; last: string }>;
  readonly monthly: Sides;
  readonly fixed: Sides;
  readonly usage: Sides;
  /** Dearest first. */
  readonly resources: readonly ResourceCost[];
  readonly free: readonly FreeType[];
  readonly pricedShare: PricedShare;
  /** Changes that wait for something else, and are not counted. */
  readonly deferred: number;
  /** Where prices were read that are used, as keys of `sources.json`. */
  readonly sources: readonly string[];
  /** What the document's five ways to save would save, once the plan is applied; none for what is not this platform's. */
  readonly reductions: readonly Reduction[];
  /** The document's own table, beside the same of this plan. @default - it is not what the document estimates */
  readonly document?: DocumentTable;
}
