import { randomUUID } from "node:crypto";
import { isRunTree, RunTree } from "langsmith/run_trees";
import { getCurrentRunTree } from "langsmith/singletons/traceable";
import { Capture } from "./capture";
import { markScrubbed } from "./delivery/client";
import { parentFromHeaders, type TraceHeaders, traceparentFromHeaders } from "./distributed";
import { errorName } from "./error-name";
import { type Execution, identityMetadata } from "./execution";
import { formatTraceparent } from "./open-telemetry/traceparent";
import { limitsOf } from "./options";
import { outcomeOf } from "./outcome";
import { snapshot } from "./privacy/snapshot";
import type { Outcome } from "./records";
import { prepareRuntime, type Runtime } from "./runtime";
import { tracingState } from "./state";
import { isStream, listen } from "./stream";

export interface TraceOptions {
  /** LangSmith project of the run. @default - LANGSMITH_PROJECT */
  readonly projectName?: string | undefined;
  /** On the run and on all runs inside of it. @default [] */
  readonly tags?: readonly string[] | undefined;
  /** On the run and on all runs inside of it. @default - none */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Whom the execution's cost, statistics and budget count for. @default - metadata's user_id, or the user of the execution around it */
  readonly userId?: string | undefined;
  /** Conversation that the execution belongs to. @default - metadata's thread_id, session_id or conversation_id, or that of the execution around it */
  readonly threadId?: string | undefined;
  /** Headers of the request that asked for it: its trace goes on here. @default - a trace of its own */
  readonly headers?: TraceHeaders | undefined;
  /** Hears once how the execution went, when it has ended. It is not waited for, and what it throws goes nowhere. */
  readonly onEnd?: ((summary: ExecutionSummary) => void) | undefined;
}

/** How an execution went, those inside of it included. */
export interface ExecutionSummary {
  /** Of the run in LangSmith, where there is one. */
  readonly runId: string;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  /** Of the priced calls. */
  readonly costUsd: number;
  /** Of the calls that reported any; cached ones included. */
  readonly inputTokens: number;
  /** Of the calls that reported any; reasoning included. */
  readonly outputTokens: number;
  readonly pricedCalls: number;
  readonly unpricedCalls: number;
  readonly unmeasuredCalls: number;
}

/**
 * Runs an agent as a run of LangSmith, with cost, statistics and budgets.
 *
 * LangGraph, LangChain and `traceable` runs inside of it become its children. A stream that `fn` returns comes back as
 * the same object, and the run ends with it. Without a key, or with tracing off, cost, statistics and budgets stay.
 *
 * @param name of the agent: statistics and metrics are by this name
 * @param inputs as they are shown in LangSmith, copied and scrubbed of secrets at once
 * @returns what `fn` returns
 * @throws what `fn` throws, and nothing else. A model call that a hard budget refuses throws BudgetExceededError inside of `fn`.
 */
export async function traceAgentExecution<T>(
  name: string,
  inputs: unknown,
  fn: () => T,
  options: TraceOptions = {},
): Promise<Awaited<T>> {
  let runtime = tracingState().runtime;
  let given = inputs;
  if (runtime === undefined) {
    // what is done to the inputs while the first call waits must not be seen
    const { maxQueueBytes: maxBytes } = limitsOf(tracingState().options);
    given = snapshot(inputs, { maxBytes }).value;
    runtime = await prepareRuntime();
    if (runtime === undefined) return await fn();
  }
  const traced = begin(runtime, name, given, options);
  if (traced === undefined) return await fn();
  try {
    const result = await traced.inContext(fn);
    if (isStream(result)) traced.follow(result);
    else traced.end("succeeded", { output: result });
    return result;
  } catch (error) {
    traced.end(outcomeOf(error, traced.execution.refusal), { error });
    throw error;
  }
}

/** Undefined where the arguments are such that nothing can be made of them. */
function begin(
  runtime: Runtime,
  name: string,
  inputs: unknown,
  options: TraceOptions,
): TracedExecution | undefined {
  try {
    return new TracedExecution(runtime, name, inputs, options);
  } catch (error) {
    runtime.warnings.warn("execution", `An execution could not be recorded: ${errorName(error)}.`);
    return undefined;
  }
}

/** Of the queue, what the inputs or outputs of one run may fill; of more the rest is left out. */
const LARGEST_PART = 4;

interface Ending {
  readonly output?: unknown;
  readonly error?: unknown;
}

/** One execution from its beginning to its only end. Nothing in here reaches the agent as an error. */
class TracedExecution {
  readonly execution: Execution;
  #isOver = false;
  /** W3C's trace of the request, where it has one. */
  readonly #remote;
  readonly #onEnd;
  readonly #abort = () => this.end("cancelled", {});

  constructor(
    private readonly runtime: Runtime,
    name: string,
    inputs: unknown,
    options: TraceOptions,
  ) {
    const { headers } = options;
    const parent = runtime.executions.getStore();
    const userId =
      textOrNothing(options.userId) ?? textOrNothing(options.metadata?.user_id) ?? parent?.userId;
    const threadId = textOrNothing(options.threadId) ?? threadOf(options.metadata) ?? parent?.threadId;
    const own = snapshot(options.metadata).value;
    this.#remote = headers && traceparentFromHeaders(headers);
    this.execution = {
      id: randomUUID(),
      agent: String(name),
      userId,
      threadId,
      parent,
      startedAt: performance.now(),
      metadata: {
        ...(typeof own === "object" && own),
        ...identityMetadata(runtime.place.identity),
        ...(userId !== undefined && { user_id: userId }),
        ...(threadId !== undefined && { thread_id: threadId }),
        ...(this.#remote && { traceparent: formatTraceparent(this.#remote) }),
      },
      tags: (options.tags ?? []).map(String),
      spend: {
        usd: 0,
        inputTokens: 0,
        outputTokens: 0,
        pricedCalls: 0,
        unpricedCalls: 0,
        unmeasuredCalls: 0,
      },
    };
    this.#onEnd = options.onEnd;
    runtime.open.add(this.#abort);
    this.quietly(() => this.startRun(inputs, options));
  }

  private startRun(inputs: unknown, { projectName, headers }: TraceOptions): void {
    const { client } = this.runtime;
    if (client === undefined) return;
    const { agent, tags, metadata } = this.execution;
    const config = {
      name: agent,
      run_type: "chain",
      inputs: this.take(inputs, "input"),
      tags: [...tags],
      extra: { metadata: { ...metadata } },
      client,
      tracingEnabled: true,
    };
    const current: unknown = getCurrentRunTree(true);
    const around = isRunTree(current) && current.client === client ? current : undefined;
    const parent = around ?? (headers && parentFromHeaders(headers, { client, projectName }));
    const run =
      parent?.createChild(config) ??
      new RunTree({ ...config, ...(projectName !== undefined && { project_name: projectName }) });
    this.execution.run = run;
    this.runtime.runs.add(run.id, this.execution);
    const { spans } = this.runtime;
    if (spans === undefined) void run.postRun();
    else void spans.continuing(this.#remote, () => run.postRun());
  }

  /** A copy in the form that LangSmith takes: an object. */
  private take(value: unknown, name: string): Record<string, unknown> {
    const { settings, scrub, limits } = this.runtime;
    if (name === "input" ? settings.hideInputs : settings.hideOutputs) return {};
    const taken = snapshot(value, { scrub, maxBytes: limits.maxQueueBytes / LARGEST_PART });
    return markScrubbed(isFit(taken.value) ? taken.value : { [name]: taken.value }, taken.bytes);
  }

  inContext<T>(fn: () => T): T {
    const { executions, langchain, spans } = this.runtime;
    const { run } = this.execution;
    const inSpan = spans === undefined ? fn : () => spans.inside(run?.id, fn);
    return executions.run(this.execution, () => langchain.run(run, inSpan));
  }

  follow(stream: AsyncIterable<unknown> | ReadableStream<unknown>): void {
    this.quietly(() => {
      const { limits, scrub, client } = this.runtime;
      const capture = client && new Capture(limits.maxCapturedBytes, scrub);
      // nothing in here holds the stream: one that nobody else holds is collected
      listen(stream, {
        chunk: (value) => this.quietly(() => capture?.add(value)),
        end: (outcome, error) => {
          const output = capture?.value();
          if (outcome === "failed") this.end(outcomeOf(error, this.execution.refusal), { output, error });
          else this.end(this.execution.refusal === undefined ? outcome : "refused", { output });
        },
        inContext: (fn) => this.inContext(fn),
        idleTimeoutMs: limits.streamIdleTimeoutMs,
      });
    });
  }

  end(ended: Outcome, ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { open, calls, budgets } = this.runtime;
    const { execution } = this;
    const outcome = execution.refusal === undefined ? ended : "refused";
    open.delete(this.#abort);
    this.quietly(() => calls.endAll(execution));
    this.quietly(() => budgets?.end(execution.id));
    const latencyMs = performance.now() - execution.startedAt;
    const runId = execution.run?.id ?? execution.id;
    this.quietly(() => this.record(outcome, latencyMs));
    this.quietly(() => this.endRun(outcome, ending));
    // with its inputs and outputs; runs that come late need the rest
    if (execution.run !== undefined) this.runtime.runs.end(execution.run.id);
    execution.run = undefined;
    void this.tell(runId, outcome, latencyMs);
  }

  private async tell(runId: string, outcome: Outcome, latencyMs: number): Promise<void> {
    const { usd: costUsd, ...spend } = this.execution.spend;
    try {
      await this.#onEnd?.({ runId, outcome, latencyMs, costUsd, ...spend });
    } catch (error) {
      this.runtime.warnings.warn("onEnd", `onEnd has thrown ${errorName(error)}.`);
    }
  }

  private record(outcome: Outcome, latencyMs: number): void {
    const { agent, userId, threadId } = this.execution;
    this.runtime.record({ agent, userId, threadId, outcome, latencyMs, endedAt: Date.now() });
  }

  private endRun(outcome: Outcome, { output, error }: Ending): void {
    const { run, spend } = this.execution;
    if (run === undefined) return;
    const metadata = {
      outcome,
      cost_usd: spend.usd,
      unpriced_calls: spend.unpricedCalls,
      unmeasured_calls: spend.unmeasuredCalls,
    };
    const outputs = output === undefined ? undefined : this.take(output, "output");
    const isFailure = outcome === "failed" || (outcome === "refused" && error !== undefined);
    void run.end(outputs, isFailure ? textOf(error) : undefined, Date.now(), metadata);
    void run.patchRun({ excludeInputs: true });
  }

  private quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.runtime.warnings.warn("execution", `An execution could not be recorded: ${errorName(error)}.`);
    }
  }
}

/** LangSmith groups runs by any of these. */
function threadOf(metadata: TraceOptions["metadata"]): string | undefined {
  const { thread_id, session_id, conversation_id } = metadata ?? {};
  return textOrNothing(
    [thread_id, session_id, conversation_id].find((id) => textOrNothing(id) !== undefined),
  );
}

/** Without types, ids are numbers as well. */
function textOrNothing(id: unknown): string | undefined {
  return (typeof id === "string" && id !== "") || typeof id === "number" ? String(id) : undefined;
}

/** LangSmith takes objects, and counts `usage_metadata` in one as tokens of this run, beside those of the model's run. */
function isFit(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("usage_metadata" in value);
}

function textOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error);
    const { name, message, stack = "" } = error;
    return stack.includes(message) ? stack : `${name}: ${message}\n${stack}`;
  } catch {
    return `[Unreadable: ${typeof error}]`;
  }
}
