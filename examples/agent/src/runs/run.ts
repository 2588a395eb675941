import { BudgetExceededError, type ExecutionSummary, traceAgentExecution } from "langgraph-platform/tracing";
import type { Agent } from "../agents/agent.js";
import type { ThreadLease } from "../database/threads.js";
import type { AgentModel } from "../models/model.js";
import { RunCancelledError, RunTimeoutError } from "./errors.js";
import { EventQueue } from "./event-queue.js";
import { currentRunId } from "./run-id.js";
import type { DoneEvent, RunBegan, RunRequest } from "./run-service.js";

/**
 * A run is told of when its agent has something to say, or after so many milliseconds: a budget that refuses the first call
 * does so before, and can still be answered with a status.
 */
const QUIET_MS = 1_000;

export interface RunOptions {
  readonly agent: Agent;
  readonly model: Pick<AgentModel, "name" | "isOffline">;
  readonly request: RunRequest;
  readonly lease: ThreadLease;
  readonly timeoutMs: number;
  /** Called when the run has ended and its thread is free, before its last event. */
  readonly onEnded: () => void;
}

/** One run, under way from its construction on. It ends by itself, whether its events are read or not. */
export class Run {
  readonly events = new EventQueue();
  /** Never rejects: what went wrong is told by the events. */
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  #isOver = false;

  constructor(private readonly options: RunOptions) {
    this.ended = this.run().then(
      (done) => {
        this.events.push(done);
        this.events.end();
      },
      (error: unknown) => this.events.fail(error),
    );
  }

  /** Breaks the run off, where it has not ended. */
  cancel(cause?: unknown): void {
    if (!this.#isOver) this.#abort.abort(new RunCancelledError(cause));
  }

  private async run(): Promise<DoneEvent> {
    const { request, lease, timeoutMs, onEnded } = this.options;
    const { signal } = request;
    const { lost } = lease;
    const cancel = () => this.cancel(signal.reason);
    const lose = () => this.#abort.abort(lost?.reason);
    const timer = setTimeout(() => this.#abort.abort(new RunTimeoutError(timeoutMs)), timeoutMs);
    signal.addEventListener("abort", cancel, { once: true });
    lost?.addEventListener("abort", lose, { once: true });
    if (signal.aborted) cancel();
    try {
      return await this.trace();
    } finally {
      this.#isOver = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      lost?.removeEventListener("abort", lose);
      // where it cannot be given back, the lease ends by its time
      await lease.release().catch(() => undefined);
      onEnded();
    }
  }

  private async trace(): Promise<DoneEvent> {
    const { agent, request, lease } = this.options;
    const { question, user: userId, tags, headers } = request;
    const begunAt = performance.now();
    let summary: ExecutionSummary | undefined;
    await traceAgentExecution(agent.name, { question }, () => this.answer(), {
      userId,
      threadId: lease.threadId,
      tags,
      headers,
      onEnd: (heard) => {
        summary = heard;
      },
    });
    return doneEvent(summary, performance.now() - begunAt);
  }

  private async answer(): Promise<{ readonly answer: string }> {
    const { agent, request, lease } = this.options;
    const { signal } = this.#abort;
    const announce = this.announcement();
    const timer = setTimeout(announce, QUIET_MS);
    let answer = "";
    try {
      signal.throwIfAborted();
      const { threadId, checkpointThreadId } = lease;
      const options = { threadId, checkpointThreadId, signal };
      for await (const event of agent.stream(request.question, options)) {
        announce();
        if (event.type === "answer") answer = event.text;
        this.events.push(event);
      }
      announce();
      return { answer };
    } catch (error) {
      // what a graph throws once its signal has fired says less than why it fired
      throw signal.aborted ? signal.reason : causeOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Tells of the run, at the first call only. */
  private announcement(): () => void {
    const { agent, model, lease } = this.options;
    const { threadId } = lease;
    const { name, isOffline: offline } = model;
    let began: RunBegan | undefined = {
      type: "run",
      runId: currentRunId(),
      threadId,
      agent: agent.name,
      model: name,
      offline,
    };
    return () => {
      if (began !== undefined) this.events.push(began);
      began = undefined;
    };
  }
}

/** Of what several workers have thrown at once: a budget's refusal, which says what to do, or else the first. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error;
  const causes: readonly unknown[] = error.errors.map(causeOf);
  return causes.find(BudgetExceededError.isInstance) ?? causes[0] ?? error;
}

/** Without a summary nothing was counted: tracing had not started, or had ended. */
function doneEvent(summary: ExecutionSummary | undefined, latencyMs: number): DoneEvent {
  if (summary === undefined) {
    const nothing = { inputTokens: 0, outputTokens: 0, costUsd: 0, pricedCalls: 0, unpricedCalls: 0 };
    return { type: "done", latencyMs, ...nothing, unmeasuredCalls: 0 };
  }
  const { runId: _, outcome: __, ...usage } = summary;
  return { type: "done", ...usage };
}
