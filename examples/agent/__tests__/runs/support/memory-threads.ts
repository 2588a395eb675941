import { randomUUID } from "node:crypto";
import { ThreadBusyError, type Threads } from "../../../src/database/threads.js";

/** Threads of this process alone; tells which are leased. */
export class MemoryThreads implements Threads {
  readonly leased = new Set<string>();

  static checkpointThreadId(user: string, threadId: string): string {
    return JSON.stringify([user, threadId]);
  }

  async lease(user: string, threadId: string = randomUUID()) {
    const checkpointThreadId = MemoryThreads.checkpointThreadId(user, threadId);
    if (this.leased.has(checkpointThreadId)) throw new ThreadBusyError(threadId);
    this.leased.add(checkpointThreadId);
    return {
      threadId,
      checkpointThreadId,
      release: async () => {
        this.leased.delete(checkpointThreadId);
      },
    };
  }
}
