import type { RunUpdate } from "langsmith/schemas";
import { usageOfRun } from "../cost/usage";
import type { RunAdditions, RunObserver } from "../delivery/client";
import type { Created } from "../delivery/run-operation";
import type { Execution } from "../execution";
import { isCancellation } from "../outcome";
import { RecentMap } from "../recent-map";
import { isCountedAlready } from "./counting";
import type { ModelCalls } from "./model-calls";

type Fields = Readonly<Record<string, unknown>>;

/** Ids that are remembered of what has just ended. */
const REMEMBERED = 10_000;

/** What an update needs that stands alone. */
export interface RunAddress {
  readonly trace_id?: string;
  readonly dotted_order?: string;
}

export interface RunObserverOptions {
  readonly calls: ModelCalls;
  /** What every run carries, inside of an execution or not. */
  readonly metadata: () => Fields;
}

/**
 * Sees every run on its way to LangSmith: finds the execution that it belongs to, and counts model calls that LangChain
 * tells nothing of, such as those of langsmith's wrapOpenAI.
 */
export class ExecutionRuns implements RunObserver {
  readonly #running = new Map<string, Execution>();
  readonly #ended = new RecentMap<string, Execution>(REMEMBERED);
  /** Runs of type "llm", whoever counts them. */
  readonly #modelRuns = new RecentMap<string, RunAddress>(REMEMBERED);
  readonly #counted = new RecentMap<string, true>(REMEMBERED);
  readonly #refusals = new RecentMap<string, string>(REMEMBERED);

  constructor(private readonly options: RunObserverOptions) {}

  add(runId: string, execution: Execution): void {
    this.#running.set(runId, execution);
  }

  /** Runs of it may still come. */
  end(runId: string): void {
    const execution = this.#running.get(runId);
    this.#running.delete(runId);
    if (execution !== undefined) this.#ended.set(runId, execution);
  }

  /** A call that something else counts, by the id of its run. */
  claim(id: string): void {
    this.#counted.set(id, true);
    // its run may have begun before
    this.options.calls.discard(foreign(id));
  }

  /** A call that is refused: its run ends as soon as it is there. Returns its address where it is there already. */
  refuse(id: string, reason: string): RunAddress | undefined {
    this.#refusals.set(id, reason);
    return this.addressOf(id);
  }

  /** Of a model's run. */
  addressOf(id: string): RunAddress | undefined {
    return this.#modelRuns.get(id);
  }

  refusal(id: string): string | undefined {
    return this.#refusals.get(id);
  }

  additions(run: Created | RunUpdate): RunAdditions {
    const execution = this.executionOf(idsOf(run.dotted_order));
    return { metadata: execution?.metadata ?? this.options.metadata(), tags: execution?.tags ?? [] };
  }

  created(run: Created): void {
    if (run.run_type !== "llm" || run.id === undefined) return;
    const ids = idsOf(run.dotted_order);
    this.beginCall(run.id, run, ids, this.executionOf(ids));
  }

  private executionOf(ids: readonly string[]): Execution | undefined {
    for (const id of ids) {
      const execution = this.#running.get(id) ?? this.#ended.get(id);
      if (execution !== undefined) return execution;
    }
    return undefined;
  }

  private beginCall(
    id: string,
    run: Created,
    ids: readonly string[],
    execution: Execution | undefined,
  ): void {
    const isInside = ids.some((each) => each !== id && this.#modelRuns.has(each));
    const { trace_id, dotted_order } = run;
    this.#modelRuns.set(id, {
      ...(trace_id !== undefined && { trace_id }),
      ...(dotted_order !== undefined && { dotted_order }),
    });
    if (isInside || this.#counted.has(id) || isCountedAlready()) return;
    this.options.calls.begin(foreign(id), { execution, model: modelOf(run.extra) });
  }

  updated(id: string, run: RunUpdate): void {
    const key = foreign(id);
    if (run.end_time === undefined || !this.options.calls.isOpen(key)) return;
    const outcome = run.error == null ? "succeeded" : isCancelled(run.error) ? "cancelled" : "failed";
    this.options.calls.end(key, { outcome, usage: usageOfRun(run) });
  }
}

/** Distinct from the same call's own entry, where LangChain tells of it. */
function foreign(id: string): string {
  return `run ${id}`;
}

/** traceable ends what was broken off with the error "Cancelled". */
function isCancelled(error: string): boolean {
  return (
    error === "Cancelled" || isCancellation(Object.assign(new Error(), { name: error.split(":", 1)[0] }))
  );
}

/** Of a run and those around it, itself first: the dotted order's parts each end with an id. */
function idsOf(dottedOrder: string | undefined): readonly string[] {
  return (dottedOrder ?? "")
    .split(".")
    .map((part) => part.slice(-36))
    .reverse();
}

function modelOf(extra: Created["extra"]): string {
  const invocation: unknown = extra?.invocation_params;
  const asked =
    typeof invocation === "object" && invocation !== null ? Reflect.get(invocation, "model") : undefined;
  const named: readonly unknown[] = [extra?.metadata?.ls_model_name, asked];
  return named.find((name) => typeof name === "string")?.toString() ?? "unknown";
}
