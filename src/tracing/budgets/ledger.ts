import type { BudgetTotals, ReserveAnswer, ReserveRequest, SettleRequest } from "./budget-store";

const UNITS_PER_USD = 1e9;
const CLEANUP_INTERVAL_MS = 3_600_000;
/** Keys name their day: one that nobody has touched for longer is never asked for again. */
const KEPT_MS = 48 * 3_600_000;

interface Reservation {
  readonly units: number;
  readonly expiresAt: number;
}

interface Account {
  spentUnits: number;
  touchedAt: number;
  readonly reservations: Map<string, Reservation>;
}

/** Budgets in this process's memory. Counts in billionths of a USD, so that sums are exact. */
export class BudgetLedger {
  readonly #accounts = new Map<string, Account>();
  #cleanedAt: number;

  /** @param now milliseconds */
  constructor(private readonly now: () => number = Date.now) {
    this.#cleanedAt = now();
  }

  reserve({ key, id, usd, limitUsd, expiresInMs }: ReserveRequest): ReserveAnswer {
    this.cleanUp();
    const account = this.open(key);
    const units = unitsOf(usd);
    const limit = unitsOf(limitUsd);
    const known = account.reservations.has(id);
    const left = limit - account.spentUnits;
    const allowed = known || (left > 0 && this.reservedUnits(account) + units <= left);
    if (allowed && !known) account.reservations.set(id, { units, expiresAt: this.now() + expiresInMs });
    return { allowed, ...this.totals(key) };
  }

  settle({ key, id, usd }: SettleRequest): BudgetTotals {
    const account = this.#accounts.get(key);
    if (account?.reservations.delete(id)) {
      account.spentUnits += unitsOf(usd);
      account.touchedAt = this.now();
    }
    return this.totals(key);
  }

  /** Takes over what others are known to have spent of the same budget; spending never becomes less. */
  raise(key: string, spentUsd: number): void {
    const account = this.open(key);
    account.spentUnits = Math.max(account.spentUnits, unitsOf(spentUsd));
  }

  totals(key: string): BudgetTotals {
    const account = this.#accounts.get(key);
    if (account === undefined) return { spentUsd: 0, reservedUsd: 0 };
    return {
      spentUsd: account.spentUnits / UNITS_PER_USD,
      reservedUsd: this.reservedUnits(account) / UNITS_PER_USD,
    };
  }

  forget(key: string): void {
    this.#accounts.delete(key);
  }

  get size(): number {
    return this.#accounts.size;
  }

  private open(key: string): Account {
    const account = this.#accounts.get(key) ?? { spentUnits: 0, touchedAt: 0, reservations: new Map() };
    account.touchedAt = this.now();
    this.#accounts.set(key, account);
    return account;
  }

  private reservedUnits({ reservations }: Account): number {
    const now = this.now();
    let sum = 0;
    for (const { units, expiresAt } of reservations.values()) if (expiresAt > now) sum += units;
    return sum;
  }

  private cleanUp(): void {
    const now = this.now();
    if (now - this.#cleanedAt < CLEANUP_INTERVAL_MS) return;
    this.#cleanedAt = now;
    for (const [key, { touchedAt }] of this.#accounts)
      if (now - touchedAt > KEPT_MS) this.#accounts.delete(key);
  }
}

function unitsOf(usd: number): number {
  return Math.round(usd * UNITS_PER_USD);
}
