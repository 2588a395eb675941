/** Spending that the store has not heard of. */
export interface Debt {
  readonly key: string;
  readonly id: string;
  usd: number;
  /** Whether the store holds a reservation by this id: settling it then counts once, however often it is tried. */
  isReserved: boolean;
}

/** Kept at once, in budgets and calls. */
const MAX_DEBTS = 10_000;

/** Remembers what a store that is down must be told when it is back. */
export class Debts {
  readonly #debts = new Set<Debt>();
  /** Those that still grow, by budget. */
  readonly #growing = new Map<string, Debt>();
  #repaying: Promise<void> | undefined;

  constructor(
    private readonly newId: () => string,
    private readonly dropped: (debt: Debt) => void,
  ) {}

  get size(): number {
    return this.#debts.size;
  }

  /** Spending that the store knows nothing of. */
  add(key: string, usd: number): void {
    if (usd === 0) return;
    const known = this.#growing.get(key);
    if (known !== undefined) {
      known.usd += usd;
      return;
    }
    const debt = { key, id: this.newId(), usd, isReserved: false };
    this.#growing.set(key, debt);
    this.keep(debt);
  }

  /** A reservation in the store that could not be settled. */
  addSettlement(key: string, id: string, usd: number): void {
    this.keep({ key, id, usd, isReserved: true });
  }

  /** @param pay tells whether to go on */
  repay(pay: (debt: Debt) => Promise<boolean>): Promise<void> {
    this.#repaying ??= this.repayAll(pay).finally(() => {
      this.#repaying = undefined;
    });
    return this.#repaying;
  }

  private async repayAll(pay: (debt: Debt) => Promise<boolean>): Promise<void> {
    for (const debt of this.#debts) {
      this.freeze(debt);
      if (!(await pay(debt))) return;
      this.#debts.delete(debt);
    }
  }

  private freeze(debt: Debt): void {
    if (this.#growing.get(debt.key) === debt) this.#growing.delete(debt.key);
  }

  private keep(debt: Debt): void {
    this.#debts.add(debt);
    if (this.#debts.size <= MAX_DEBTS) return;
    const [oldest = debt] = this.#debts;
    this.#debts.delete(oldest);
    this.freeze(oldest);
    this.dropped(oldest);
  }
}
