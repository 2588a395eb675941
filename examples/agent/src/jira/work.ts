import type { RunService } from "../runs/run-service.js";
import { askAgent, commentOf } from "./answer.js";
import type { JiraClient } from "./client.js";
import { nameOf } from "./error-name.js";
import { Lease } from "./lease.js";
import type { JiraLog } from "./log.js";
import type { Delivery, FinalState, JiraQueue } from "./queue.js";
import { isExhausted, verdictOn } from "./verdict.js";

export interface WorkOptions {
  readonly delivery: Delivery;
  readonly queue: JiraQueue;
  readonly client: JiraClient;
  readonly runs: RunService;
  readonly leaseMs: number;
  readonly log: JiraLog;
  /** Called where this process had better leave all deliveries alone for so many milliseconds. */
  readonly onPause: (ms: number) => void;
}

/** The process stops, and gives the delivery back. */
class GivenBackError extends Error {
  override readonly name = "GivenBackError";
}

/** Longer than Jira takes to make a comment of a request that was broken off. */
const AFTER_COMMENTING_MS = 30_000;

/** One attempt at a delivery, under way from its construction on. */
export class Work {
  /** Never rejects. */
  readonly ended: Promise<void>;
  readonly #lease: Lease;
  readonly #cancel = new AbortController();
  readonly #signal: AbortSignal;
  #isCommenting = false;

  constructor(private readonly options: WorkOptions) {
    const { delivery, queue, leaseMs } = options;
    this.#lease = new Lease({ leaseMs, renew: () => queue.renew(delivery, leaseMs) });
    this.#signal = AbortSignal.any([this.#lease.lost, this.#cancel.signal]);
    this.ended = this.run();
  }

  /** Breaks it off, and gives the delivery back. */
  cancel(): void {
    this.#cancel.abort(new GivenBackError());
  }

  private async run(): Promise<void> {
    try {
      await this.answer().catch((error: unknown) => this.settle(error));
    } catch (error) {
      // the lease ends, and whoever takes it then finds the comment, or none
      this.tell("error", "What has become of a delivery could not be written down", {
        reason: nameOf(error),
      });
    } finally {
      this.#lease.end();
    }
  }

  private async answer(): Promise<void> {
    const { delivery, client } = this.options;
    const { issueKey, hash, author, attempts } = delivery;
    if (isExhausted(attempts)) {
      return this.finish("failed", `The tasks that worked on it have ended, ${attempts - 1} times.`);
    }
    // before a model is asked, Jira is: it may be down, and an attempt that seemed to fail may have got through
    const own = await client.accountId(this.#signal);
    if (author === own) return this.finish("dropped", "The agent's own account has filed it.");
    if (await client.hasAnswered(issueKey, hash, this.#signal)) return this.finish("answered");
    const answer = delivery.answer ?? (await this.ask());
    await this.#lease.hold();
    this.#signal.throwIfAborted();
    this.#isCommenting = true;
    await client.comment(issueKey, hash, commentOf(answer), this.#signal);
    await this.finish("answered");
  }

  private async ask(): Promise<string> {
    const { delivery, queue, runs } = this.options;
    const answer = await askAgent(runs, delivery.question, this.#signal);
    await queue.keepAnswer(delivery, answer);
    return answer;
  }

  private async finish(state: FinalState, reason?: string): Promise<void> {
    const { delivery, queue } = this.options;
    await queue.finish(delivery, state, reason);
    if (state === "failed") this.tell("error", "A delivery has failed", { reason });
    else this.tell("info", `A delivery was ${state}`, reason === undefined ? {} : { reason });
  }

  /** What becomes of the delivery after an error. */
  private async settle(error: unknown): Promise<void> {
    const { delivery, queue, onPause } = this.options;
    if (this.#lease.lost.aborted) {
      return this.tell("warn", "The lease of a delivery has ended: another task may work on it");
    }
    if (this.#cancel.signal.aborted) {
      const delayMs = this.#isCommenting ? AFTER_COMMENTING_MS : 0;
      await queue.putBack(delivery, { delayMs, counts: false });
      return this.tell("info", "A delivery was given back");
    }
    const verdict = verdictOn(error, delivery, Date.now());
    if (verdict.state !== "waiting") return this.finish(verdict.state, verdict.reason);
    const { reason, delayMs, counts, pauseMs = 0 } = verdict;
    if (pauseMs > 0) onPause(pauseMs);
    await queue.putBack(delivery, { delayMs, counts, reason });
    this.tell("warn", "A delivery has to wait", { reason, delaySeconds: Math.round(delayMs / 1_000) });
  }

  private tell(level: keyof JiraLog, message: string, about: object = {}): void {
    const { delivery, log } = this.options;
    const { issueKey: issue, hash, attempts: attempt } = delivery;
    log[level]({ issue, delivery: hash, attempt, ...about }, message);
  }
}
