/** What has been spent of a budget, and what calls in flight have reserved, in USD. */
export interface BudgetTotals {
  readonly spentUsd: number;
  readonly reservedUsd: number;
}

export interface ReserveRequest {
  /** Names the budget and its day, such as `langgraph-production/user/user-456/2026-11-24`. */
  readonly key: string;
  /** Of the call; a second request with it, while its reservation is there, changes nothing. */
  readonly id: string;
  /** What the call may cost. */
  readonly usd: number;
  /** Infinity where the budget is counted, but refuses nothing. */
  readonly limitUsd: number;
  /** After this time a reservation that nobody has settled counts no more: its process may be gone. */
  readonly expiresInMs: number;
}

/** The totals are those after the request: a reservation that was taken is among them. */
export interface ReserveAnswer extends BudgetTotals {
  readonly allowed: boolean;
}

export interface SettleRequest {
  readonly key: string;
  readonly id: string;
  /** What the call has cost; 0 gives the reservation back. */
  readonly usd: number;
}

/** Holds budgets of users and days. Each operation is one atomic step, for all processes that share the store. */
export interface BudgetStore {
  /**
   * Takes a reservation if there is anything left, and if `spentUsd + reservedUsd + usd` stays within the limit.
   *
   * @throws anything, or answers too late: what happens then is a setting of the budgets
   */
  reserve(request: ReserveRequest): Promise<ReserveAnswer>;
  /** Replaces a reservation, also one that has expired, by what the call has cost. Does nothing without one. */
  settle(request: SettleRequest): Promise<BudgetTotals>;
}
