import { TooManyRunsError } from "./errors.js";

export interface RunLimits {
  /** Runs under way in this process. */
  readonly runs: number;
  /** Runs of one user under way in this process. */
  readonly runsPerUser: number;
}

/** Counts runs that are under way, and lets in no more than may be. */
export class RunCounter {
  readonly #byUser = new Map<string, number>();
  #count = 0;

  constructor(private readonly limits: RunLimits) {}

  get count(): number {
    return this.#count;
  }

  /**
   * Lets a run in.
   *
   * @returns what to call when it has ended; a second call changes nothing
   * @throws TooManyRunsError
   */
  enter(user: string): () => void {
    const { runs, runsPerUser } = this.limits;
    const own = this.#byUser.get(user) ?? 0;
    // first what the user can do something about
    if (own >= runsPerUser) throw new TooManyRunsError("user", runsPerUser);
    if (this.#count >= runs) throw new TooManyRunsError("service", runs);
    this.#count += 1;
    this.#byUser.set(user, own + 1);
    let isIn = true;
    return () => {
      if (isIn) this.leave(user);
      isIn = false;
    };
  }

  private leave(user: string): void {
    this.#count -= 1;
    const left = (this.#byUser.get(user) ?? 1) - 1;
    if (left > 0) this.#byUser.set(user, left);
    else this.#byUser.delete(user);
  }
}
