import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { RunService } from "../runs/run-service.js";
import type { JiraSettings } from "../settings/settings.js";
import { JiraClient } from "./client.js";
import { nameOf } from "./error-name.js";
import type { JiraLog } from "./log.js";
import { JiraQueue } from "./queue.js";
import { Work } from "./work.js";

export interface JiraWorkerOptions {
  readonly settings: JiraSettings;
  readonly pool: pg.Pool;
  readonly runs: RunService;
  readonly log: JiraLog;
  /** Deliveries that this process works on at once. @default 4 */
  readonly concurrency?: number;
  /** Milliseconds between two looks for what waits, or was left by other tasks. @default 5000 */
  readonly pollMs?: number;
  /** Milliseconds after which the delivery of a task that died goes to another. @default 60000 */
  readonly leaseMs?: number;
}

const FORGET_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** So long an operator can see what became of a delivery. */
const KEPT_MS = 7 * DAY_MS;

/** Answers the issues that the queue brings. */
export class JiraWorker {
  /** Where the webhook puts what this worker takes. */
  readonly queue: JiraQueue;
  readonly #client: JiraClient;
  readonly #works = new Set<Work>();
  #loop: Promise<void> | undefined;
  #isStopping = false;
  #hasFailed = false;
  #pausedUntil = 0;
  #forgotAt = Number.NEGATIVE_INFINITY;
  #alarm = new AbortController();

  constructor(private readonly options: JiraWorkerOptions) {
    this.queue = new JiraQueue(options.pool, () => this.#alarm.abort());
    this.#client = new JiraClient(options.settings);
  }

  start(): void {
    this.#loop ??= this.run();
  }

  /**
   * Takes nothing more, and waits for what is under way.
   *
   * @param signal when it fires, that is broken off and given back, for other tasks to take
   */
  async stop(signal: AbortSignal): Promise<void> {
    const cancel = () => {
      for (const work of this.#works) work.cancel();
    };
    this.#isStopping = true;
    this.#alarm.abort();
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
    await this.#loop;
    await Promise.all([...this.#works].map((work) => work.ended));
    signal.removeEventListener("abort", cancel);
  }

  private async run(): Promise<void> {
    const { concurrency = 4, pollMs = 5_000 } = this.options;
    while (!this.#isStopping) {
      const mayTake = this.#works.size < concurrency && performance.now() >= this.#pausedUntil;
      if (!mayTake || !(await this.take())) await this.sleep(pollMs);
    }
  }

  /** @returns whether there was something */
  private async take(): Promise<boolean> {
    const { leaseMs = 60_000, runs, log } = this.options;
    const queue = this.queue;
    try {
      const problem = await this.forgetNowAndThen();
      const delivery = await queue.claim(leaseMs);
      this.#hasFailed = false;
      if (problem !== undefined) log.warn({ reason: problem }, "Old deliveries of Jira cannot be forgotten");
      if (delivery === undefined) return false;
      const onPause = (ms: number) => {
        this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + ms);
      };
      const work = new Work({ delivery, queue, client: this.#client, runs, leaseMs, log, onPause });
      this.add(work);
      return true;
    } catch (error) {
      if (!this.#hasFailed) log.warn({ reason: nameOf(error) }, "Deliveries of Jira cannot be taken");
      this.#hasFailed = true;
      return false;
    }
  }

  private add(work: Work): void {
    this.#works.add(work);
    void work.ended.then(() => {
      this.#works.delete(work);
      this.#alarm.abort();
    });
    if (this.#isStopping) work.cancel();
  }

  /** Until something happens, or for as long as that. */
  private async sleep(ms: number): Promise<void> {
    const { signal } = this.#alarm;
    // tasks that started together do not look together
    await delay(ms * (0.8 + 0.4 * Math.random()), undefined, { signal }).catch(() => undefined);
    this.#alarm = new AbortController();
  }

  /** @returns what went wrong; it is in nobody's way, and tried again after an hour */
  private async forgetNowAndThen(): Promise<string | undefined> {
    if (performance.now() - this.#forgotAt < FORGET_EVERY_MS) return undefined;
    this.#forgotAt = performance.now();
    const maxAgeMs = this.options.settings.maxAgeSeconds * 1_000;
    try {
      // a day more than a replay could get in
      await this.queue.forget(Math.max(KEPT_MS, maxAgeMs) + DAY_MS);
      return undefined;
    } catch (error) {
      return nameOf(error);
    }
  }
}
