import { randomUUID } from "node:crypto";
import type { Warnings } from "../warnings";
import type { BudgetStore, BudgetTotals, ReserveAnswer, ReserveRequest, SettleRequest } from "./budget-store";
import { type Answer, within } from "./deadline";
import { type Debt, Debts } from "./debts";
import { inUsd } from "./error";
import type { BudgetLedger } from "./ledger";

export interface SharedLedgerOptions {
  readonly store: BudgetStore;
  /** What this process knows of the same budgets; it takes over while the store is down. */
  readonly ledger: BudgetLedger;
  readonly onStoreError: "allow" | "refuse";
  readonly timeoutMs: number;
  /** Of a reservation that only tells the store of what was spent. */
  readonly reservationMs: number;
  readonly warnings: Warnings;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface SharedAnswer extends ReserveAnswer {
  /** Whether the reservation is in the store; else it is in this process alone. */
  readonly isShared: boolean;
  /** Of the store, where the call is refused for it. */
  readonly failure?: string | undefined;
}

/** After an answer that did not come in time, so that not every call waits. */
const REST_MS = 5_000;

/**
 * A store that may be down. What this process reserves and spends is in its own ledger, too, which holds never more than
 * was spent in truth: it counts first, and takes over from the store what others have spent.
 */
export class SharedLedger {
  readonly #debts: Debts;
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: SharedLedgerOptions) {
    this.#debts = new Debts(randomUUID, ({ usd }) =>
      options.warnings.warn(
        "budget debts",
        `The budgets' store is down for so long that ${inUsd(usd)} of what was spent is lost for it.`,
      ),
    );
  }

  async reserve(request: ReserveRequest): Promise<SharedAnswer> {
    const { store, ledger, onStoreError, timeoutMs } = this.options;
    const { key, id, limitUsd } = request;
    const answer = await this.ask(
      () => store.reserve(request),
      // the call has gone its way without it
      ({ allowed }) => {
        if (allowed) void within(timeoutMs, () => store.settle({ key, id, usd: 0 }));
      },
    );
    if ("value" in answer) {
      ledger.raise(key, answer.value.spentUsd);
      void this.repay();
      if (!answer.value.allowed) return { ...answer.value, isShared: true };
      const own = ledger.reserve(request);
      if (own.allowed) return { ...answer.value, isShared: true };
      // what was spent while the store was down has not reached it yet
      await this.settle({ key, id, usd: 0 }, true);
      return { ...own, isShared: true };
    }
    if (onStoreError === "refuse" && Number.isFinite(limitUsd)) {
      return { allowed: false, ...ledger.totals(key), isShared: false, failure: answer.failure };
    }
    return { ...ledger.reserve(request), isShared: false };
  }

  async settle(request: SettleRequest, isShared: boolean): Promise<BudgetTotals> {
    const { store, ledger } = this.options;
    const { key, id, usd } = request;
    const known = ledger.settle(request);
    if (!isShared) {
      this.#debts.add(key, usd);
      void this.repay();
      return known;
    }
    const answer = await this.ask(() => store.settle(request));
    if (!("value" in answer)) {
      this.#debts.addSettlement(key, id, usd);
      return known;
    }
    ledger.raise(key, answer.value.spentUsd);
    void this.repay();
    return answer.value;
  }

  /** Tells the store what it has missed, as far as it answers. */
  async repay(): Promise<void> {
    if (this.#debts.size > 0) await this.#debts.repay((debt) => this.pay(debt));
  }

  private async pay(debt: Debt): Promise<boolean> {
    const { store, ledger, reservationMs } = this.options;
    const { key, id, usd } = debt;
    if (!debt.isReserved) {
      const limitUsd = Number.POSITIVE_INFINITY;
      const taken = await this.ask(() =>
        store.reserve({ key, id, usd, limitUsd, expiresInMs: reservationMs }),
      );
      if (!("value" in taken)) return false;
      debt.isReserved = true;
    }
    const paid = await this.ask(() => store.settle({ key, id, usd }));
    if (!("value" in paid)) return false;
    ledger.raise(key, paid.value.spentUsd);
    return true;
  }

  private async ask<T>(ask: () => Promise<T>, late?: (value: T) => void): Promise<Answer<T>> {
    const { now, timeoutMs, onStoreError, warnings } = this.options;
    if (now() < this.#restsUntil) return { failure: "not asked again yet", isLate: false };
    const given = await within(timeoutMs, ask, late);
    const answer: Answer<T> =
      !("value" in given) || areTotals(given.value) ? given : { failure: "malformed answer", isLate: false };
    if (!("value" in answer)) {
      if (answer.isLate && onStoreError === "allow") this.#restsUntil = now() + REST_MS;
      const effect =
        onStoreError === "allow"
          ? "this process counts by itself until it is back"
          : "calls with a hard budget of a user or a day are refused until it is back";
      warnings.warn("budget store", `The budgets' store fails (${answer.failure}): ${effect}.`);
    }
    return answer;
  }
}

/** Whoever writes a store of their own may write it without types. */
function areTotals(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return ["spentUsd", "reservedUsd"].every((name) => Number.isFinite(Reflect.get(value, name)));
}
