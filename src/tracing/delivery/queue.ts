import type { RunCreate, RunUpdate } from "langsmith/schemas";
import { errorName } from "../error-name";
import type { Warnings } from "../warnings";
import { Ledger } from "./ledger";
import type { Destination, RunOperation } from "./run-operation";

/** What LangSmith said to a batch. */
export type Answer =
  | { readonly kind: "accepted" }
  /** Too much at once, or one run is malformed: smaller batches may pass. */
  | { readonly kind: "not as a whole"; readonly reason: string }
  /** Never: credentials, permissions, or a malformed run. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Not now. */
  | { readonly kind: "unavailable"; readonly reason: string; readonly retryAfterMs?: number | undefined };

export type SendBatch = (batch: readonly RunOperation[], signal: AbortSignal) => Promise<Answer>;

export interface RunQueueOptions {
  readonly send: SendBatch;
  readonly warnings: Warnings;
  /** Memory for runs that wait or are being sent; what comes on top is dropped. */
  readonly maxBytes: number;
  /** Where runs go, for warnings. @default "LangSmith" */
  readonly receiver?: string | undefined;
}

/** Waits for more runs before a batch goes, as langsmith does. */
const AGGREGATION_MS = 250;
/** A batch is made in one go, while the agent waits: small ones, and large ones only to catch up. */
const SMALL_BATCH_RUNS = 20;
/** LangSmith's own default limit of a batch. */
const BATCH_RUNS = 100;
const BATCH_BYTES = 4 * 1024 * 1024;
const CONCURRENCY = 8;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** What an entry holds beside its payload. */
const ENTRY_BYTES = 512;

/**
 * Runs on their way to LangSmith: bounded in bytes, kept through an outage, and each accounted for.
 *
 * langsmith's own queue keeps a gibibyte, and gives up on a batch after its retries.
 */
export class RunQueue {
  readonly #ledger = new Ledger();
  /** In the order in which they came; a run's end joins its beginning while that waits. */
  readonly #waiting = new Map<string, RunOperation>();
  readonly #sending = new Set<Promise<void>>();
  readonly #inFlight = new Set<readonly RunOperation[]>();
  readonly #closed = new AbortController();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = 0;
  #pausedAt = Number.NEGATIVE_INFINITY;
  #addedAt = 0;
  #batchRuns = BATCH_RUNS;

  constructor(private readonly options: RunQueueOptions) {}

  get counts() {
    return this.#ledger.counts;
  }

  private get receiver(): string {
    return this.options.receiver ?? "LangSmith";
  }

  /** Milliseconds since the last run began or ended. */
  get idleMs(): number {
    return performance.now() - this.#addedAt;
  }

  create(id: string, create: RunCreate, bytes: number, destination?: Destination): void {
    this.#ledger.make(id);
    this.add({ id, create, bytes: bytes + ENTRY_BYTES, destination });
  }

  /** The end of a run; one whose beginning was dropped goes the same way. */
  update(id: string, update: RunUpdate, bytes: number, destination?: Destination): void {
    const isEnded = update.end_time !== undefined;
    if (this.#ledger.isDropped(id)) {
      this.#ledger.drop(id, isEnded);
      return;
    }
    this.#ledger.reopen(id);
    this.add({ id, update, bytes: bytes + ENTRY_BYTES, destination });
  }

  private add(operation: RunOperation): void {
    this.#addedAt = performance.now();
    if (this.#closed.signal.aborted || this.#bytes + operation.bytes > this.options.maxBytes) {
      this.dropNew(operation);
      return;
    }
    this.#bytes += operation.bytes;
    const key = keyOf(operation);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#waiting.set(key, operation);
    else join(waiting, operation);
    if (this.#waiting.size >= this.#batchRuns && this.#pauseMs === 0) this.sendSome();
    else this.schedule(this.#pauseMs === 0 ? AGGREGATION_MS : this.#pauseMs);
  }

  /** A full queue keeps what it has: the oldest runs are those of before the outage. */
  private dropNew(operation: RunOperation): void {
    const key = keyOf(operation);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      this.#waiting.delete(key);
      this.#bytes -= waiting.bytes;
    }
    this.#ledger.drop(operation.id, isEnded(operation));
    if (this.#closed.signal.aborted) return;
    const mebibytes = Math.round(this.options.maxBytes / 1024 / 1024);
    this.options.warnings.warn(
      "queue",
      `The queue to ${this.receiver} is full (${mebibytes} MiB): runs are dropped, ${this.counts.dropped} so far.`,
    );
  }

  /** After a failure the process is not kept alive for another try. */
  private schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#closed.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.sendSome();
    }, delayMs);
    if (this.#pauseMs > 0) this.#timer.unref();
  }

  private sendSome(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // in an outage one batch tells whether it is over
    const most = this.#pauseMs === 0 ? CONCURRENCY : 1;
    if (this.#sending.size >= most || this.#closed.signal.aborted) return;
    const batch = this.take();
    if (batch.length === 0) return;
    const sending: Promise<void> = this.sendBatch(batch).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
    // the agent has its turn before the next one
    if (this.#waiting.size > 0 && this.#pauseMs === 0) {
      setImmediate(() => {
        // it may have failed by then
        if (this.#pauseMs === 0) this.sendSome();
      });
    }
  }

  private take(): readonly RunOperation[] {
    const batch: RunOperation[] = [];
    let bytes = 0;
    let destination: Destination;
    const most = Math.min(
      this.#batchRuns,
      Math.max(SMALL_BATCH_RUNS, Math.ceil(this.#waiting.size / CONCURRENCY)),
    );
    const inFlight = new Set([...this.#inFlight].flat().map(keyOf));
    for (const [key, operation] of this.#waiting) {
      // the end of a run must not overtake its beginning
      if (inFlight.has(key)) continue;
      if (batch.length === 0) destination = operation.destination;
      else if (!isSame(destination, operation.destination)) continue;
      if (batch.length >= most || (batch.length > 0 && bytes + operation.bytes > BATCH_BYTES)) break;
      bytes += operation.bytes;
      batch.push(operation);
      this.#waiting.delete(key);
    }
    return batch;
  }

  private async sendBatch(batch: readonly RunOperation[]): Promise<void> {
    this.#inFlight.add(batch);
    const answer = await this.options.send(batch, this.#closed.signal).catch(
      (error: unknown): Answer => ({
        kind: "refused",
        reason: errorName(error),
      }),
    );
    // taken meanwhile by what sends while the process stands still
    if (!this.#inFlight.delete(batch)) return;
    if (this.#closed.signal.aborted && answer.kind !== "accepted") {
      this.giveUp(batch);
      return;
    }
    switch (answer.kind) {
      case "accepted":
        this.#pauseMs = 0;
        this.#batchRuns = Math.min(BATCH_RUNS, this.#batchRuns + 1);
        this.settle(batch);
        break;
      case "not as a whole":
        this.split(batch, answer.reason);
        break;
      case "refused":
        this.giveUp(batch);
        this.options.warnings.warn(
          "refused",
          `${this.receiver} refused ${batch.length} runs: ${answer.reason}. ${this.counts.dropped} runs are dropped so far.`,
        );
        break;
      case "unavailable":
        this.putBack(batch);
        this.pause(answer.retryAfterMs);
        this.options.warnings.warn(
          "unavailable",
          `${this.receiver} is not available: ${answer.reason}. ${this.counts.pending} runs wait, ${this.counts.dropped} are dropped.`,
        );
        break;
    }
    if (this.#waiting.size > 0) this.schedule(this.#pauseMs);
  }

  private settle(batch: readonly RunOperation[]): void {
    for (const operation of batch) {
      this.#bytes -= operation.bytes;
      // its end may have come meanwhile and wait now: then it is not through yet
      this.#ledger.send(operation.id, isEnded(operation));
      if (this.#waiting.has(keyOf(operation))) this.#ledger.reopen(operation.id);
    }
  }

  private giveUp(batch: readonly RunOperation[]): void {
    for (const operation of batch) {
      this.#bytes -= operation.bytes;
      this.#ledger.drop(operation.id, isEnded(operation));
    }
  }

  private split(batch: readonly RunOperation[], reason: string): void {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      this.giveUp(batch);
      this.options.warnings.warn(
        "run",
        `A run of about ${only.bytes} bytes does not pass ${this.receiver}: ${reason}.`,
      );
      return;
    }
    this.#batchRuns = Math.max(1, Math.floor(batch.length / 2));
    this.putBack(batch);
  }

  /** To the front, together with what came of the same runs meanwhile. */
  private putBack(batch: readonly RunOperation[]): void {
    const later = [...this.#waiting];
    this.#waiting.clear();
    for (const operation of batch) this.#waiting.set(keyOf(operation), operation);
    for (const [key, operation] of later) {
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) this.#waiting.set(key, operation);
      else join(waiting, operation);
    }
  }

  /** Batches that fail at the same time are one failure. */
  private pause(retryAfterMs = 0): void {
    const now = performance.now();
    const isSame = now - this.#pausedAt < this.#pauseMs;
    if (!isSame) {
      const doubled = this.#pauseMs === 0 ? FIRST_PAUSE_MS : this.#pauseMs * 2;
      this.#pauseMs = Math.min(doubled, LONGEST_PAUSE_MS);
      this.#pausedAt = now;
    }
    this.#pauseMs = Math.max(this.#pauseMs, retryAfterMs);
    // of a run that came meanwhile: it would end the pause early
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Sends what waits now, without a pause. Ends when all is sent, or refused, or fails once. */
  async flush(): Promise<void> {
    this.#pauseMs = 0;
    while (!this.#closed.signal.aborted && (this.#waiting.size > 0 || this.#sending.size > 0)) {
      this.sendSome();
      await Promise.all(this.#sending);
      if (this.#pauseMs > 0) return;
    }
  }

  /** Everything that is not accepted yet, for another way to send it; the queue takes no more. */
  takeAll(): readonly RunOperation[] {
    const all = [...[...this.#inFlight].flat(), ...this.#waiting.values()];
    this.#inFlight.clear();
    this.#waiting.clear();
    clearTimeout(this.#timer);
    this.#closed.abort();
    return all;
  }

  /** Tells what became of it. */
  settleAll(operations: readonly RunOperation[], isSent: boolean): void {
    if (isSent) this.settle(operations);
    else this.giveUp(operations);
  }

  /**
   * Flushes again and again until all is sent or the deadline has come, then drops what is left and takes no more.
   */
  async close(timeoutMs: number): Promise<void> {
    const deadline = new Deadline(timeoutMs);
    while (!deadline.isOver && (this.#waiting.size > 0 || this.#sending.size > 0)) {
      await deadline.race(this.flush());
      if (this.#waiting.size > 0) await deadline.race(pauseFor(Math.min(this.#pauseMs, RETRY_AT_END_MS)));
    }
    deadline.clear();
    this.#closed.abort();
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#sending);
    this.giveUp([...this.#waiting.values()]);
    this.#waiting.clear();
  }
}

/** Between two tries when there is little time left. */
const RETRY_AT_END_MS = 250;

class Deadline {
  #timer: NodeJS.Timeout | undefined;
  readonly #over: Promise<void>;
  isOver = false;

  constructor(timeoutMs: number) {
    this.#over = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.isOver = true;
        resolve();
      }, timeoutMs);
    });
  }

  race(work: Promise<void>): Promise<void> {
    return Promise.race([work, this.#over]);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function keyOf({ id, destination }: RunOperation): string {
  return destination?.apiUrl === undefined ? id : `${id} ${destination.apiUrl} ${destination.apiKey ?? ""}`;
}

function isEnded({ create, update }: RunOperation): boolean {
  return update?.end_time !== undefined || create?.end_time !== undefined;
}

function isSame(one: Destination, other: Destination): boolean {
  return (
    one?.apiUrl === other?.apiUrl && one?.apiKey === other?.apiKey && one?.workspaceId === other?.workspaceId
  );
}

function join(waiting: RunOperation, later: RunOperation): void {
  waiting.bytes += later.bytes;
  waiting.create = later.create ?? waiting.create;
  waiting.update = later.update === undefined ? waiting.update : { ...waiting.update, ...later.update };
}
