import { randomUUID } from "node:crypto";
import { Warnings } from "../warnings";
import { type Account, accountsOf, executionKey } from "./accounts";
import type { BudgetTotals, SettleRequest } from "./budget-store";
import { BudgetExceededError } from "./error";
import { BudgetLedger } from "./ledger";
import { type BudgetSettings, problemsOfBudgets, timesOf } from "./settings";
import { type SharedAnswer, SharedLedger } from "./shared-ledger";
import { SoftLimits, tellOnStandardError } from "./soft-limits";

export { type BudgetLimit, type BudgetSettings, problemsOfBudgets, type SoftLimitEvent } from "./settings";

export interface BudgetsOptions {
  /** Budgets of different services in one store are apart. @default "langgraph-platform" */
  readonly service?: string | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  readonly warnings?: Warnings | undefined;
}

/** A model call that is about to be made. */
export interface BudgetedCall {
  /** The execution that makes it and those around that, the innermost first. */
  readonly executionIds: readonly string[];
  /** Without one there is no budget of a user. */
  readonly userId?: string | undefined;
  /** What it may cost. */
  readonly usd: number;
}

/** What a call in flight holds of its budgets. */
export interface CallReservation {
  /** What was reserved. */
  readonly usd: number;
  /**
   * Counts what the call has cost in its place; only the first one counts. An amount that is none, such as NaN, counts
   * as what was reserved. Never throws.
   */
  settle(usd: number): Promise<void>;
}

interface Taken {
  readonly account: Account;
  readonly isShared: boolean;
}

/** Holds model calls to what they may cost. Executions count in this process, users and days in the store. */
export class Budgets {
  readonly #ledger: BudgetLedger;
  readonly #shared: SharedLedger | undefined;
  readonly #softLimits: SoftLimits;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #now: () => number;

  /** @throws TypeError with a sentence for each setting that cannot be meant */
  constructor(
    private readonly settings: BudgetSettings,
    private readonly options: BudgetsOptions = {},
  ) {
    const problems = problemsOfBudgets(settings);
    if (problems.length > 0) throw new TypeError(problems.join("\n"));
    const { now = Date.now, warnings = new Warnings() } = options;
    const { store, onStoreError = "allow", onSoftLimit = tellOnStandardError } = settings;
    const { storeTimeoutMs: timeoutMs, reservationTimeoutMs: reservationMs } = timesOf(settings);
    this.#now = now;
    this.#ledger = new BudgetLedger(now);
    this.#softLimits = new SoftLimits(onSoftLimit, warnings);
    this.#shared =
      store &&
      new SharedLedger({
        store,
        ledger: this.#ledger,
        onStoreError,
        timeoutMs,
        reservationMs,
        warnings,
        now,
      });
  }

  /**
   * Reserves what a call may cost, in each of its budgets or in none.
   *
   * The real cost counts once it is known: what a budget is overspent by is what calls in flight cost beyond their
   * reservations, and nothing else.
   *
   * @throws BudgetExceededError where a hard limit has no room for it
   */
  async reserve(call: BudgetedCall): Promise<CallReservation> {
    const usd = isAmount(call.usd) ? call.usd : 0;
    const id = randomUUID();
    const held: Taken[] = [];
    const settings = { ...this.options, now: this.#now() };
    for (const account of accountsOf(call, this.settings, settings)) {
      const answer = await this.take(account, id, usd);
      this.#softLimits.check(account, answer.spentUsd);
      if (!answer.allowed) {
        await this.settle(held, id, 0);
        throw refusal(account, answer, usd);
      }
      held.push({ account, isShared: answer.isShared });
    }
    let isSettled = false;
    return {
      usd,
      settle: async (cost) => {
        if (isSettled) return;
        isSettled = true;
        await this.settle(held, id, isAmount(cost) ? cost : usd);
      },
    };
  }

  /** Forgets the budget of an execution that has ended. */
  end(executionId: string): void {
    this.#ledger.forget(executionKey(executionId));
  }

  /** Waits for what is on its way to the store, and tells it what it has missed. Never throws; a store that hangs costs its timeout twice. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#pending);
    await this.#shared?.repay();
  }

  private async take(account: Account, id: string, usd: number): Promise<SharedAnswer> {
    const { scope, key, limit } = account;
    const limitUsd = limit.hardUsd ?? Number.POSITIVE_INFINITY;
    const isExecution = scope === "execution";
    const { reservationTimeoutMs } = timesOf(this.settings);
    // an execution's budget ends with it
    const expiresInMs = isExecution ? Number.POSITIVE_INFINITY : reservationTimeoutMs;
    const request = { key, id, usd, limitUsd, expiresInMs };
    if (!isExecution && this.#shared !== undefined) return this.#shared.reserve(request);
    return { ...this.#ledger.reserve(request), isShared: false };
  }

  private async settle(held: readonly Taken[], id: string, usd: number): Promise<void> {
    const settling = Promise.all(
      held.map(async ({ account, isShared }) => {
        const { spentUsd } = await this.settleOne(account, { key: account.key, id, usd }, isShared);
        this.#softLimits.check(account, spentUsd);
      }),
    );
    this.#pending.add(settling);
    await settling.finally(() => this.#pending.delete(settling));
  }

  private async settleOne(
    { scope }: Account,
    request: SettleRequest,
    isShared: boolean,
  ): Promise<BudgetTotals> {
    if (scope === "execution" || this.#shared === undefined) return this.#ledger.settle(request);
    return this.#shared.settle(request, isShared);
  }
}

function refusal({ scope, limit, userId, date }: Account, answer: SharedAnswer, usd: number) {
  const { spentUsd, reservedUsd, failure } = answer;
  return new BudgetExceededError({
    scope,
    limitUsd: limit.hardUsd ?? Number.POSITIVE_INFINITY,
    spentUsd,
    reservedUsd,
    estimateUsd: usd,
    userId,
    date,
    storeFailure: failure,
  });
}

function isAmount(usd: number): boolean {
  return Number.isFinite(usd) && usd >= 0;
}
