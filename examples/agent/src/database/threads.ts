import type pg from "pg";

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
   * Takes a thread for a run. A user's id that is not known begins a thread, and so does none: the same id of two users is two
   * threads.
   *
   * @param ttlMs after so long the thread is free again, whether it was released or not
   * @throws ThreadBusyError
   */
  lease(user: string, threadId: string | undefined, ttlMs: number): Promise<ThreadLease>;
}

export interface ThreadLease {
  /** What its user knows it by. */
  readonly threadId: string;
  /** What its checkpoints are kept under: nobody can guess it. */
  readonly checkpointThreadId: string;
  /** Frees the thread. May be called again. */
  release(): Promise<void>;
}

export function createThreads(_pool: pg.Pool): Threads {
  throw new Error("not yet");
}
