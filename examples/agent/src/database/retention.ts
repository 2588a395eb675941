import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

const ADVISORY_LOCK = 5_432_003;
const BATCH = 100;
const INTERVAL_MS = 3_600_000;

/**
 * Threads that no run has, and has had for so long, with their checkpoints, whose tables are LangGraph's. One task at a time does
 * so; the others find nothing to do.
 */
const DELETE_BATCH = `
  with turn as materialized (select pg_try_advisory_xact_lock($3) as is_ours),
  idle as (
    select owner, id, checkpoint_id::text as thread_id from threads
    where (select is_ours from turn)
      and used_at < now() - $1 * interval '1 day'
      and (leased_until is null or leased_until <= now())
    order by used_at limit $2
    for update skip locked
  ),
  of_blobs as (delete from public.checkpoint_blobs where thread_id in (select thread_id from idle)),
  of_writes as (delete from public.checkpoint_writes where thread_id in (select thread_id from idle)),
  of_checkpoints as (delete from public.checkpoints where thread_id in (select thread_id from idle))
  delete from threads using idle where threads.owner = idle.owner and threads.id = idle.id`;

export interface RetentionOptions {
  /** Days without a run after which a thread is forgotten. */
  readonly days: number;
  readonly signal: AbortSignal;
  /** @default 3600000 */
  readonly intervalMs?: number;
  /** Hears how many threads were deleted, where there were some. */
  readonly onDeleted?: (count: number) => void;
  /** Hears what has failed; it is tried again. */
  readonly onError?: (error: unknown) => void;
}

/** Deletes idle threads now and every hour, until the signal. The tables must be there. Never throws. */
export async function retainThreads(pool: pg.Pool, options: RetentionOptions): Promise<void> {
  const { days, signal, intervalMs = INTERVAL_MS, onDeleted, onError } = options;
  while (!signal.aborted) {
    try {
      const count = await deleteIdleThreads(pool, days, signal);
      if (count > 0) onDeleted?.(count);
    } catch (error) {
      onError?.(error);
    }
    await delay(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** @returns how many were deleted before the signal */
export async function deleteIdleThreads(pool: pg.Pool, days: number, signal?: AbortSignal): Promise<number> {
  let count = 0;
  while (signal?.aborted !== true) {
    const { rowCount } = await pool.query(DELETE_BATCH, [days, BATCH, ADVISORY_LOCK]);
    count += rowCount ?? 0;
    if (rowCount !== BATCH) break;
  }
  return count;
}
