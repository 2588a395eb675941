/** The time for which a delivery was held is over: another task may be working on it. */
class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";

  constructor() {
    super("The lease of the delivery has ended.");
  }
}

export interface LeaseOptions {
  readonly leaseMs: number;
  /** @returns whether it is still held */
  readonly renew: () => Promise<boolean>;
}

/** Holds what was just claimed, for as long as it is worked on. */
export class Lease {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #heldUntil: number;

  constructor(private readonly options: LeaseOptions) {
    const { leaseMs } = options;
    this.#heldUntil = performance.now() + leaseMs;
    this.#timer = setInterval(() => {
      // the database may be back before the lease ends
      this.hold().catch(() => this.loseIfLate());
    }, leaseMs / 3);
  }

  /** Fires when it is not held any longer. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Makes sure that nobody else takes it for the whole of a lease.
   *
   * @throws LeaseLostError, and the database's errors
   */
  async hold(): Promise<void> {
    const { leaseMs, renew } = this.options;
    const askedAt = performance.now();
    if (await renew()) this.#heldUntil = askedAt + leaseMs;
    else this.#lost.abort(new LeaseLostError());
    this.lost.throwIfAborted();
  }

  /** Renews it no more. */
  end(): void {
    clearInterval(this.#timer);
  }

  private loseIfLate(): void {
    if (performance.now() >= this.#heldUntil) this.#lost.abort(new LeaseLostError());
  }
}
