import type pg from "pg";

/** A thread that a run of this process has. */
export interface HeldLease {
  readonly owner: string;
  readonly threadId: string;
  /** Made for this run: whoever takes the thread after it has another. */
  readonly lease: string;
  /** After so long it is not renewed any more. */
  readonly ttlMs: number;
}

interface Entry {
  readonly held: HeldLease;
  readonly lost: AbortController;
  /** By the clock of this process, as all that follow. */
  readonly endsAt: number;
  /** Nobody else has the thread before. */
  safeUntil: number;
}

const RENEWALS_PER_LEASE = 4;

const RENEW = `
  update threads set leased_until = now() + renewal.ms * interval '1 millisecond'
  from unnest($1::text[], $2::text[], $3::uuid[], $4::float8[]) as renewal (owner, id, lease, ms)
  where threads.owner = renewal.owner and threads.id = renewal.id and threads.lease = renewal.lease
  returning threads.lease`;

const RELEASE = `
  update threads set lease = null, leased_until = null, used_at = now()
  where owner = $1 and id = $2 and lease = $3`;

/** Renews the leases of this process, all in one statement, for as long as there are any. */
export class Leases {
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;
  #isRenewing = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly leaseMs: number,
  ) {}

  /** @returns a signal that fires when the lease is lost */
  hold(held: HeldLease, takenAt: number): AbortSignal {
    const endsAt = takenAt + held.ttlMs;
    const safeUntil = Math.min(takenAt + this.leaseMs, endsAt);
    const lost = new AbortController();
    this.#entries.set(held.lease, { held, lost, endsAt, safeUntil });
    this.#timer ??= setInterval(() => void this.renew(), this.leaseMs / RENEWALS_PER_LEASE).unref();
    return lost.signal;
  }

  /** Where this fails the lease is not renewed, and ends by its time. */
  async release({ owner, threadId, lease }: HeldLease): Promise<void> {
    this.forget(lease);
    await this.pool.query(RELEASE, [owner, threadId, lease]);
  }

  private async renew(): Promise<void> {
    // one that the database is slow to answer is not joined by others
    if (!this.#isRenewing) {
      this.#isRenewing = true;
      // the next one may do better, before the leases end
      await this.renewAll().catch(() => undefined);
      this.#isRenewing = false;
    }
    for (const { held, lost, safeUntil } of this.#entries.values()) {
      if (safeUntil > performance.now()) continue;
      this.forget(held.lease);
      lost.abort(new Error("The thread may have gone to another run: the database was away for too long."));
    }
  }

  private async renewAll(): Promise<void> {
    const at = performance.now();
    const entries = [...this.#entries.values()];
    const times = entries.map(({ endsAt }) => Math.min(this.leaseMs, endsAt - at));
    const { rows } = await this.pool.query<{ lease: string }>(RENEW, [
      entries.map(({ held }) => held.owner),
      entries.map(({ held }) => held.threadId),
      entries.map(({ held }) => held.lease),
      times,
    ]);
    const renewed = new Set(rows.map(({ lease }) => lease));
    for (const [index, entry] of entries.entries()) {
      entry.safeUntil = renewed.has(entry.held.lease) ? at + (times[index] ?? 0) : Number.NEGATIVE_INFINITY;
    }
  }

  private forget(lease: string): void {
    this.#entries.delete(lease);
    if (this.#entries.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
