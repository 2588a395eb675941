import type { CallReservation } from "../budgets/budgets";
import { type Execution, withAncestors } from "../execution";
import type { CallCost, ModelCall, Outcome, TokenUsage } from "../records";

/** A model call that has begun. */
export interface BegunCall {
  /** Absent for a call outside of any execution. */
  readonly execution: Execution | undefined;
  readonly model: string;
  readonly worker?: string | undefined;
}

export interface CallEnd {
  readonly outcome: Outcome;
  readonly usage?: TokenUsage | undefined;
  /** Whether the provider has refused the call before it did anything, so that it costs nothing. @default false */
  readonly isFree?: boolean;
}

interface OpenCall extends BegunCall {
  readonly startedAt: number;
  reservation?: CallReservation | undefined;
}

export interface ModelCallsOptions {
  readonly costOf: (model: string, usage: TokenUsage | undefined) => CallCost;
  readonly record: (call: ModelCall) => void;
  /** A call that nobody told the end of: its run has none in LangSmith either. */
  readonly abandoned: (id: string) => void;
}

/** Name of calls that no traceAgentExecution is around. */
export const OUTSIDE = "(outside)";

/** Every model call counts once, by the id of its run. */
export class ModelCalls {
  readonly #open = new Map<string, OpenCall>();

  constructor(private readonly options: ModelCallsOptions) {}

  begin(id: string, call: BegunCall): void {
    this.#open.set(id, { ...call, startedAt: performance.now() });
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** Binds what was reserved for a call to it; a call that has ended meanwhile gives it back. */
  reserve(id: string, reservation: CallReservation): void {
    const call = this.#open.get(id);
    if (call === undefined) void reservation.settle(0);
    else call.reservation = reservation;
  }

  /** A call that was not made. */
  discard(id: string): void {
    void this.#open.get(id)?.reservation?.settle(0);
    this.#open.delete(id);
  }

  end(id: string, { outcome, usage, isFree = false }: CallEnd): void {
    const call = this.#open.get(id);
    if (call === undefined) return;
    this.#open.delete(id);
    const cost = this.options.costOf(call.model, usage);
    spend(call.execution, cost, usage);
    settle(call, cost, isFree);
    this.options.record({
      agent: call.execution?.agent ?? OUTSIDE,
      worker: call.worker,
      userId: call.execution?.userId,
      threadId: call.execution?.threadId,
      model: call.model,
      usage,
      cost,
      outcome,
      latencyMs: performance.now() - call.startedAt,
      endedAt: Date.now(),
    });
  }

  /** Calls whose end nobody tells, such as that of a stream that is read no more. */
  endAll(execution: Execution): void {
    for (const [id, call] of this.#open) {
      if (call.execution !== execution) continue;
      this.end(id, { outcome: "cancelled" });
      this.options.abandoned(id);
    }
  }
}

function spend(execution: Execution | undefined, cost: CallCost, usage: TokenUsage | undefined): void {
  if (execution === undefined) return;
  for (const { spend } of withAncestors(execution)) {
    spend.inputTokens += usage?.input ?? 0;
    spend.outputTokens += usage?.output ?? 0;
    if (cost.kind === "priced") {
      spend.usd += cost.usd;
      spend.pricedCalls += 1;
    } else if (cost.kind === "unpriced") spend.unpricedCalls += 1;
    else spend.unmeasuredCalls += 1;
  }
}

/** What is not known has cost what was reserved for it: a provider bills what it was still writing when nobody listened. */
function settle({ reservation }: OpenCall, cost: CallCost, isFree: boolean): void {
  if (reservation === undefined) return;
  if (cost.kind === "priced") void reservation.settle(cost.usd);
  else if (cost.kind === "unmeasured" && !isFree) void reservation.settle(reservation.usd);
  else void reservation.settle(0);
}
