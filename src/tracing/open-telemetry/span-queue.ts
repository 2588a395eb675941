import type { Context, Span, SpanContext } from "@opentelemetry/api";
import type { RunCreate, RunUpdate } from "langsmith/schemas";
import type { DeliveryCounts } from "../delivery/ledger";
import { RunQueue } from "../delivery/queue";
import type { RunOperation } from "../delivery/run-operation";
import { RecentMap } from "../recent-map";
import type { Warnings } from "../warnings";
import { identifyingAttributes, START_ATTRIBUTES, translated, wholeRun, withTokens } from "./run-span";
import type { FinishedSpan, SpanTarget } from "./span-target";
import type { Traceparent } from "./traceparent";
import type { Translate } from "./translator";

export interface SpanQueueOptions {
  readonly api: typeof import("@opentelemetry/api");
  readonly target: SpanTarget;
  readonly translate: Translate;
  readonly warnings: Warnings;
  /** Memory for spans that are open, wait or are being sent. */
  readonly maxBytes: number;
}

/** Of a run: what its span is begun with. */
export interface RunAddress {
  readonly id: string;
  readonly name: string;
  readonly dotted_order: string;
}

interface OpenSpan {
  readonly span: Span;
  /** Absent while only a run inside of it is known. */
  create?: RunCreate;
  bytes: number;
}

/** Runs under way at once; of more, the oldest end. */
const MAX_OPEN = 10_000;
/** Runs whose children may still come. */
const REMEMBERED = 20_000;

/** What a queued operation stands for; the queue itself sends nothing of it. */
const finished = new WeakMap<RunCreate, FinishedSpan>();

function finishedOf(batch: readonly RunOperation[]): readonly FinishedSpan[] {
  return batch.flatMap(({ create }) => (create === undefined ? [] : (finished.get(create) ?? [])));
}

/**
 * Runs as OpenTelemetry spans: each run is a span from its beginning, with the run around it as its parent, and is
 * translated and queued when it ends.
 */
export class SpanQueue extends RunQueue {
  readonly #options: SpanQueueOptions;
  readonly #open = new Map<string, OpenSpan>();
  readonly #contexts = new RecentMap<string, SpanContext>(REMEMBERED);
  #openBytes = 0;

  constructor(options: SpanQueueOptions) {
    const { target, warnings, maxBytes } = options;
    super({
      send: (batch, signal) => target.send(finishedOf(batch), signal),
      warnings,
      maxBytes,
      receiver: target.name,
    });
    this.#options = options;
  }

  /** A span that has not ended waits as well: what is not sampled by OpenTelemetry is no run here. */
  override get counts(): DeliveryCounts {
    const { made, sent, dropped, pending } = super.counts;
    return { made: made + this.#open.size, sent, dropped, pending: pending + this.#open.size };
  }

  override create(id: string, create: RunCreate, bytes: number): void {
    const { name, dotted_order = "", start_time } = create;
    if (!this.#contexts.has(id)) this.begin({ id, name, dotted_order }, start_time);
    const open = this.#open.get(id);
    // none where it is not sampled; one that is known comes again where runs go to several places
    if (open === undefined || open.create !== undefined) return;
    open.span.updateName(name);
    const fits = this.#openBytes + bytes <= this.#options.maxBytes;
    open.create = fits ? create : { ...create, inputs: {} };
    open.bytes = fits ? bytes : 0;
    this.#openBytes += open.bytes;
    if (create.end_time !== undefined) this.finish(id, open, {});
  }

  override update(id: string, update: RunUpdate, bytes: number): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.bytes += bytes;
    this.#openBytes += bytes;
    if (update.end_time !== undefined) this.finish(id, open, update);
    else open.create = wholeRun(open.create ?? bare(id), update);
  }

  /** What is to go on in other processes; of a run that is not told of yet as well. */
  contextOf(run: RunAddress): SpanContext | undefined {
    const { trace } = this.#options.api;
    const known = this.#contexts.get(run.id);
    if (known !== undefined) return known;
    const isInside = idsOf(run.dotted_order).some((id) => this.#contexts.has(id));
    return isInside ? this.begin(run, undefined) : trace.getActiveSpan()?.spanContext();
  }

  /** Runs a function with the run's span as the active one, for instrumentations and logs. */
  inside<T>(runId: string | undefined, fn: () => T): T {
    const { context, trace } = this.#options.api;
    const known = runId === undefined ? undefined : this.#contexts.get(runId);
    if (known === undefined) return fn();
    const span = this.#open.get(runId ?? "")?.span ?? trace.wrapSpanContext(known);
    return context.with(trace.setSpan(context.active(), span), fn);
  }

  /** Runs a function as a part of another process's trace, where none is active here. */
  continuing<T>(remote: Traceparent | undefined, fn: () => T): T {
    const { context, trace, createTraceState } = this.#options.api;
    if (remote === undefined || trace.getActiveSpan() !== undefined) return fn();
    const { traceId, spanId, flags, state } = remote;
    const traceState = state === undefined ? {} : { traceState: createTraceState(state) };
    const caller = { traceId, spanId, traceFlags: flags, isRemote: true, ...traceState };
    return context.with(trace.setSpanContext(context.active(), caller), fn);
  }

  private begin({ id, name, dotted_order }: RunAddress, startTime: number | string | undefined): SpanContext {
    const { tracer } = this.#options.target;
    const parent = this.parentOf(dotted_order);
    const startsAt = startTime === undefined ? startOf(dotted_order.split(".").at(-1)) : new Date(startTime);
    const span = tracer.startSpan(
      name,
      { attributes: START_ATTRIBUTES, ...(startsAt !== undefined && { startTime: startsAt }) },
      parent,
    );
    const context = span.spanContext();
    this.#contexts.set(id, context);
    if (span.isRecording()) this.#open.set(id, { span, bytes: 0 });
    if (this.#open.size > MAX_OPEN) this.finishOldest();
    return context;
  }

  /**
   * The span of the run around it. LangChain tells of runs in the background: one around it that is not there yet begins
   * now, under a name that it loses as soon as it is told of.
   */
  private parentOf(dottedOrder: string): Context {
    const { context, trace, ROOT_CONTEXT } = this.#options.api;
    const around = dottedOrder.split(".").slice(0, -1);
    const nearest = around.findLastIndex((part) => this.#contexts.has(idOf(part)));
    let known = this.#contexts.get(idOf(around[nearest] ?? ""));
    // what calls this process has spans of its own
    if (known === undefined) return context.active();
    for (let index = nearest + 1; index < around.length; index += 1) {
      const address = { id: idOf(around[index] ?? ""), name: "run" };
      known = this.begin({ ...address, dotted_order: around.slice(0, index + 1).join(".") }, undefined);
    }
    return trace.setSpanContext(ROOT_CONTEXT, known);
  }

  private finish(id: string, open: OpenSpan, update: RunUpdate): void {
    const { translate, target } = this.#options;
    this.#open.delete(id);
    this.#openBytes -= open.bytes;
    const run = withTokens(wholeRun(open.create ?? bare(id), update));
    open.span.setAttributes(identifyingAttributes(id, run));
    translate(id, run, translated(open.span, run));
    if (open.span.isRecording()) open.span.end();
    const marker = { ...bare(id), end_time: Date.now() };
    const span = target.take(open.span);
    if (span !== undefined) finished.set(marker, span);
    super.create(id, marker, open.bytes);
  }

  private finishOldest(): void {
    for (const [id, open] of this.#open) {
      this.finish(id, open, {});
      return;
    }
  }

  /** What is still under way at the end is shown as far as it came. */
  private finishAll(): void {
    for (const [id, open] of this.#open) this.finish(id, open, {});
  }

  override async flush(): Promise<void> {
    await super.flush();
    await this.#options.target.flush();
  }

  override async close(timeoutMs: number): Promise<void> {
    const startedAt = performance.now();
    this.finishAll();
    await super.close(timeoutMs);
    await this.#options.target.stop(Math.max(0, timeoutMs - (performance.now() - startedAt)));
  }

  override takeAll(): readonly RunOperation[] {
    this.finishAll();
    return super.takeAll();
  }

  /** Sends while the process stands still. */
  sendNow(operations: readonly RunOperation[], timeoutMs: number): boolean {
    return this.#options.target.sendNow(finishedOf(operations), timeoutMs);
  }
}

/** A run of which nothing is known but that it is. */
function bare(id: string): RunCreate & { id: string } {
  return { id, name: "run", run_type: "chain", inputs: {} };
}

function idsOf(dottedOrder: string): readonly string[] {
  return dottedOrder.split(".").map(idOf);
}

/** A part of a dotted order is a time and the run's id. */
function idOf(part: string): string {
  return part.slice(-36);
}

/** "20260131T235959123001Z<id>": the last three digits of the fraction are no time. */
function startOf(part: string | undefined): Date | undefined {
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})/.exec(part ?? "")?.slice(1);
  if (digits === undefined) return undefined;
  const [year, month, day, hour, minute, second, fraction] = digits;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
}
