import { randomUUID } from "node:crypto";
import type pg from "pg";
import { type HeldLease, Leases } from "./leases.js";

/** Another run has the thread. */
export class ThreadBusyError extends Error {
  override readonly name = "ThreadBusyError";

  constructor(readonly threadId: string) {
    super(`A run of the thread ${JSON.stringify(threadId)} is under way: ask again when it has ended.`);
  }
}

/** Conversations. Each is of one user, and has one run at a time, over all tasks. */
export interface Threads {
  /**
   * Takes a thread for a run. It begins where the user has none of this id, or no id is given: the same id of two users is two
   * threads.
   *
   * A thread whose task has died is free again within a minute.
   *
   * @param ttlMs after so long it is free again although it was not released
   * @throws ThreadBusyError
   */
  lease(user: string, threadId: string | undefined, ttlMs: number): Promise<ThreadLease>;
}

export interface ThreadLease {
  /** What its user knows it by. */
  readonly threadId: string;
  /** What its checkpoints are kept under: nobody can guess it. */
  readonly checkpointThreadId: string;
  /** Fires where the thread may have gone to another run, since the database was away for too long. */
  readonly lost?: AbortSignal;
  /** Frees the thread. May be called again. */
  release(): Promise<void>;
}

export interface ThreadsOptions {
  /** How long a lease lasts that is not renewed; it is, four times meanwhile. @default 60000 */
  readonly leaseMs?: number;
}

const LEASE_MS = 60_000;

/** In one statement, since two could be interrupted by another task: a thread begins, or is taken where it is free. */
const TAKE = `
  insert into threads (owner, id, checkpoint_id, lease, leased_until)
  values ($1, $2, $3, $4, now() + $5 * interval '1 millisecond')
  on conflict (owner, id) do update
  set lease = excluded.lease, leased_until = excluded.leased_until, used_at = now()
  where threads.leased_until is null or threads.leased_until <= now()
  returning checkpoint_id`;

/** By the database's clock: those of tasks may differ. */
export function createThreads(pool: pg.Pool, { leaseMs = LEASE_MS }: ThreadsOptions = {}): Threads {
  const leases = new Leases(pool, leaseMs);
  return {
    lease: async (user, threadId = randomUUID(), ttlMs) => {
      const held: HeldLease = { owner: user, threadId, lease: randomUUID(), ttlMs };
      const takenAt = performance.now();
      const { rows } = await pool.query<{ checkpoint_id: string }>(TAKE, [
        user,
        threadId,
        randomUUID(),
        held.lease,
        Math.min(ttlMs, leaseMs),
      ]);
      const [row] = rows;
      if (row === undefined) throw new ThreadBusyError(threadId);
      const lost = leases.hold(held, takenAt);
      return {
        threadId,
        checkpointThreadId: row.checkpoint_id,
        lost,
        release: () => leases.release(held),
      };
    },
  };
}
