import { AsyncLocalStorage } from "node:async_hooks";
import { Client, mergeRuntimeEnvIntoRun } from "langsmith/client";
import type { RunCreate, RunUpdate } from "langsmith/schemas";
import { errorName } from "../error-name";
import type { ScrubText } from "../privacy/rules";
import { snapshot } from "../privacy/snapshot";
import { TRACING_SWITCHES } from "../settings/environment";
import type { Warnings } from "../warnings";
import { type Answer, RunQueue } from "./queue";
import type { Created, Destination, RunOperation } from "./run-operation";

/** What is to be known of a run before it is queued. */
export interface RunObserver {
  /** What every run carries, by the runs around it. */
  additions(run: Created | RunUpdate): RunAdditions;
  created(run: Created): void;
  updated(id: string, run: RunUpdate): void;
  /** Why a run must not go on, where that is known when it begins. */
  refusal(id: string): string | undefined;
}

export interface RunAdditions {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
}

export interface RunClientOptions {
  readonly apiKey: string;
  readonly endpoint: string;
  readonly workspaceId?: string | undefined;
  readonly samplingRate: number;
  readonly hideInputs: boolean;
  readonly hideOutputs: boolean;
  readonly hideMetadata: boolean;
  /** @default - nothing is scrubbed */
  readonly scrub?: ScrubText | undefined;
  readonly maxQueueBytes: number;
  readonly requestTimeoutMs: number;
  readonly warnings: Warnings;
  readonly observer: RunObserver;
  /** Where runs go instead of LangSmith's own endpoint. @default - a queue of its own */
  readonly queue?: RunQueue | undefined;
}

/** A request's outcome, kept where langsmith's client would print it and try again. */
interface Attempt {
  answer: Answer;
  status?: number;
  readonly signal: AbortSignal;
}

const SCRUBBED = Symbol.for("langgraph-platform.scrubbed");

/** langsmith's client with a queue that is bounded and accounts for every run, and with scrubbing at the moment of the call. */
export class RunClient extends Client {
  readonly queue: RunQueue;
  readonly #attempts: AsyncLocalStorage<Attempt>;
  readonly #options: RunClientOptions;
  #takesMultipart = true;
  #runtime: NonNullable<RunCreate["extra"]> | undefined;

  constructor(options: RunClientOptions) {
    const attempts = new AsyncLocalStorage<Attempt>();
    super({
      apiKey: options.apiKey,
      apiUrl: options.endpoint,
      ...(options.workspaceId !== undefined && { workspaceId: options.workspaceId }),
      // spans are made by the queue, whatever the environment says
      tracingMode: "langsmith",
      // done when the run is made, at once
      hideInputs: false,
      hideOutputs: false,
      hideMetadata: false,
      tracingSamplingRate: options.samplingRate,
      timeout_ms: options.requestTimeoutMs,
      callerOptions: { maxRetries: 0 },
      traceBatchConcurrency: 16,
      fetchImplementation: (input, init) => attempt(attempts.getStore(), input, init),
    });
    this.#attempts = attempts;
    this.#options = options;
    // in one piece: as a stream, a body is written in as many pieces as it has parts
    Reflect.set(this, "multipartStreamingDisabled", true);
    this.queue =
      options.queue ??
      new RunQueue({
        send: (batch, signal) => this.send(batch, signal),
        warnings: options.warnings,
        maxBytes: options.maxQueueBytes,
      });
  }

  override async createRun(run: Created, destination?: Destination): Promise<void> {
    try {
      this.#options.observer.created(run);
      if (run.id === undefined || !this.isSampled(run.trace_id)) return;
      // files are no text that could be scrubbed
      const { child_runs: _children, attachments: _files, ...rest } = run;
      const { values, bytes } = this.snapshot(rest);
      const create: RunCreate = { ...rest, ...values };
      const refusal = this.#options.observer.refusal(run.id);
      if (refusal !== undefined) Object.assign(create, { error: refusal, end_time: Date.now() });
      this.queue.create(run.id, create, bytes, destination);
    } catch (error) {
      this.failed(error);
    }
  }

  override async updateRun(id: string, run: RunUpdate, destination?: Destination): Promise<void> {
    try {
      this.#options.observer.updated(id, run);
      if (!this.isSampled(run.trace_id)) return;
      const { attachments: _files, ...rest } = run;
      const { values, bytes } = this.snapshot(rest);
      const update: RunUpdate & { id: string } = { ...rest, ...values, id };
      this.queue.update(id, update, bytes, destination);
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.#options.warnings.warn("client", `A run could not be recorded: ${errorName(error)}.`);
  }

  /** By the trace's id alone, as all of LangSmith's SDKs decide it: the parts of a distributed trace go together. */
  isSampled(traceId: string | undefined): boolean {
    if (this.#options.samplingRate >= 1) return true;
    const filter: unknown = Reflect.get(this, "_filterForSampling");
    if (typeof filter !== "function") throw new TypeError("langsmith's client samples in another way");
    return filter.call(this, [{ trace_id: traceId }]).length > 0;
  }

  /** What may hold anything of the user's, copied and scrubbed, and what every run carries. */
  private snapshot(run: RunCreate | RunUpdate): { values: Partial<RunCreate & RunUpdate>; bytes: number } {
    const { hideInputs, hideOutputs, hideMetadata, scrub, observer } = this.#options;
    const { metadata, tags } = observer.additions(run);
    let bytes = 0;
    const copy = <T>(value: T): T => {
      const known = scrubbedBytes(value);
      if (known !== undefined) {
        bytes += known;
        return value;
      }
      const taken = snapshot(value, { scrub });
      bytes += taken.bytes;
      return taken.value as T;
    };
    const values: Partial<RunCreate & RunUpdate> = {};
    if (run.name !== undefined) values.name = copy(run.name);
    if (run.inputs !== undefined) values.inputs = hideInputs ? {} : copy(run.inputs);
    if (run.outputs !== undefined) values.outputs = hideOutputs ? {} : copy(run.outputs);
    if (run.error !== undefined) values.error = copy(run.error);
    if (run.events !== undefined) values.events = copy(withoutTokens(run.events));
    if ("serialized" in run && run.serialized !== undefined) values.serialized = copy(run.serialized);
    if (run.extra != null) {
      const { runtime: _runtime, ...extra } = run.extra;
      values.extra = copy({ ...extra, metadata: hideMetadata ? {} : { ...metadata, ...extra.metadata } });
    }
    if (run.tags !== undefined || tags.length > 0) {
      values.tags = copy([...new Set([...(run.tags ?? []), ...tags])]);
    }
    return { values, bytes };
  }

  private async send(batch: readonly RunOperation[], signal: AbortSignal): Promise<Answer> {
    const runCreates = batch.flatMap(({ create }) =>
      create === undefined ? [] : [this.withRuntime(create)],
    );
    const runUpdates = batch.flatMap(({ update }) => (update === undefined ? [] : [{ ...update }]));
    const body = { runCreates, runUpdates };
    const destination = batch[0]?.destination;
    const attempt: Attempt = { answer: { kind: "accepted" }, signal };
    await this.#attempts.run(attempt, () => this.ingest(body, destination));
    if (attempt.status === 404 && this.#takesMultipart) {
      this.#takesMultipart = false;
      return this.send(batch, signal);
    }
    return attempt.answer;
  }

  /** The same for all runs of the process: added when they go, not kept with each. */
  private withRuntime(create: RunCreate): RunCreate {
    this.#runtime ??= this.runtimeOfProcess();
    const metadata = { ...this.#runtime.metadata, ...create.extra?.metadata };
    return { ...create, extra: { ...this.#runtime, ...create.extra, metadata } };
  }

  /** langsmith takes all of its variables for metadata, whatever they hold. */
  private runtimeOfProcess(): NonNullable<RunCreate["extra"]> {
    const { runtime, metadata = {} } = mergeRuntimeEnvIntoRun<RunUpdate>({}).extra ?? {};
    const isSwitch = (name: string) => TRACING_SWITCHES.some((each) => each === name);
    const kept = Object.entries(metadata).filter(([name]) => !this.#options.hideMetadata && !isSwitch(name));
    return { runtime, metadata: snapshot(Object.fromEntries(kept), { scrub: this.#options.scrub }).value };
  }

  private ingest(body: Parameters<Client["batchIngestRuns"]>[0], destination: Destination): Promise<void> {
    return this.#takesMultipart
      ? this.multipartIngestRuns(body, destination)
      : this.batchIngestRuns(body, destination);
  }
}

type Fetch = typeof fetch;

/** Always answers langsmith's client with success: what really happened is in the attempt. */
async function attempt(
  attempt: Attempt | undefined,
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
): Promise<Response> {
  if (attempt === undefined) return fetch(input, init);
  const signals = [attempt.signal, ...(init?.signal ? [init.signal] : [])];
  try {
    const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    attempt.status = response.status;
    attempt.answer = answerOf(response);
    // what is not read keeps its connection
    await response.body?.cancel();
  } catch (error) {
    attempt.answer = { kind: "unavailable", reason: reasonOf(error) };
  }
  return new Response("{}", { status: 200 });
}

/** Too large, or one run of the batch is malformed. */
const DIVISIBLE: ReadonlySet<number> = new Set([400, 413, 422]);
const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429]);

function answerOf(response: Response): Answer {
  const { status } = response;
  // a run that is there already has arrived
  if (response.ok || status === 409) return { kind: "accepted" };
  const reason = `it answers ${status}`;
  if (DIVISIBLE.has(status)) return { kind: "not as a whole", reason };
  if (status < 500 && !RETRYABLE.has(status)) return { kind: "refused", reason };
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return { kind: "unavailable", reason, ...(seconds > 0 && { retryAfterMs: seconds * 1000 }) };
}

/** Such as "ECONNREFUSED"; an error's text could quote the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause) return `no connection (${String(cause.code)})`;
  return errorName(error) === "TimeoutError"
    ? "it does not answer in time"
    : `no connection (${errorName(error)})`;
}

function withoutTokens(events: NonNullable<RunUpdate["events"]>): NonNullable<RunUpdate["events"]> {
  return events.map((event) => {
    if (event.name !== "new_token") return event;
    const { kwargs: _kwargs, ...rest } = event;
    return rest;
  });
}

/** Marks a value as scrubbed and copied already, so that it is not done twice. */
export function markScrubbed<T extends object>(value: T, bytes: number): T {
  Object.defineProperty(value, SCRUBBED, { value: bytes });
  return value;
}

function scrubbedBytes(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const bytes: unknown = Reflect.get(value, SCRUBBED);
  return typeof bytes === "number" ? bytes : undefined;
}
