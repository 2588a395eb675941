import { finished, Readable } from "node:stream";
import type { Outcome } from "./records";

/** What is told of a stream while it is read. */
export interface StreamListener {
  readonly chunk: (value: unknown) => void;
  /** Called once. */
  readonly end: (outcome: Exclude<Outcome, "refused">, error?: unknown) => void;
  /** Runs a piece of the producer's code where the stream was made. */
  readonly inContext: <T>(fn: () => T) => T;
  /** Milliseconds without anybody reading after which nobody is expected to. */
  readonly idleTimeoutMs: number;
}

type Iterator = AsyncIterator<unknown, unknown, unknown>;

export function isStream(value: unknown): value is AsyncIterable<unknown> | ReadableStream<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value || isReadable(value);
}

/**
 * Listens to a stream without becoming part of it: the object stays the same, with its class and its back-pressure.
 * A stream that is left alone ends as cancelled: when it is collected, or nobody has read for a while.
 */
export function listen(
  stream: AsyncIterable<unknown> | ReadableStream<unknown>,
  listener: StreamListener,
): void {
  const reading = new Reading(listener);
  abandoned.register(stream, reading);
  if (stream instanceof Readable) patchNodeReadable(stream, reading);
  else if (isReadable(stream)) patchReadable(stream, reading);
  else if (isIterator(stream)) patchIterator(stream, reading);
  else patchIterable(stream, reading);
}

const abandoned = new FinalizationRegistry<Reading>((reading) => reading.end("cancelled"));

/** How far a stream has been read. Holds nothing of the stream itself, so that one that nobody holds is collected. */
class Reading {
  #isOver = false;
  #pending = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly listener: StreamListener) {
    this.wait();
  }

  get inContext() {
    return this.listener.inContext;
  }

  /** Reads one piece, and tells what came of it. */
  async next<R extends { done?: boolean | undefined; value?: unknown }>(read: () => Promise<R>): Promise<R> {
    this.#pending += 1;
    clearTimeout(this.#idle);
    try {
      const result = await this.listener.inContext(read);
      if (result.done === true) this.end("succeeded");
      else if (!this.#isOver) this.listener.chunk(result.value);
      return result;
    } catch (error) {
      this.end("failed", error);
      throw error;
    } finally {
      this.#pending -= 1;
      this.wait();
    }
  }

  /** Breaks the stream off, and lets the producer clean up before the run ends. */
  async breakOff<R>(stop: () => Promise<R>): Promise<R> {
    try {
      return await this.listener.inContext(stop);
    } finally {
      this.end("cancelled");
    }
  }

  /** A piece that was read in a way that cannot be awaited. */
  took(value: unknown): void {
    if (this.#isOver) return;
    this.listener.chunk(value);
    this.wait();
  }

  end(outcome: Exclude<Outcome, "refused">, error?: unknown): void {
    clearTimeout(this.#idle);
    if (this.#isOver) return;
    this.#isOver = true;
    this.listener.end(outcome, error);
  }

  private wait(): void {
    if (this.#isOver || this.#pending > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.end("cancelled"), this.listener.idleTimeoutMs);
    this.#idle.unref();
  }
}

function isReadable(value: object): value is ReadableStream<unknown> {
  return "getReader" in value && typeof value.getReader === "function";
}

function isIterator(value: object): value is AsyncIterable<unknown> & Iterator {
  return "next" in value && typeof value.next === "function";
}

function define(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
}

/** A generator, or anything else that is its own iterator. */
function patchIterator(iterator: Iterator, reading: Reading): void {
  const { next, return: stop, throw: fail } = iterator;
  define(iterator, "next", (...args: [] | [unknown]) => reading.next(() => next.apply(iterator, args)));
  if (stop !== undefined) {
    define(iterator, "return", (value?: unknown) => reading.breakOff(() => stop.call(iterator, value)));
  }
  if (fail !== undefined) {
    define(iterator, "throw", (error?: unknown) => reading.next(() => fail.call(iterator, error)));
  }
}

/** An object that makes iterators, such as OpenAI's Stream, whose own methods take `iterator`. */
function patchIterable(iterable: AsyncIterable<unknown>, reading: Reading): void {
  for (const name of ["iterator", Symbol.asyncIterator]) {
    const make: unknown = Reflect.get(iterable, name);
    if (typeof make !== "function") continue;
    define(iterable, name, (...args: unknown[]) => {
      const iterator: Iterator = reading.inContext(() => Reflect.apply(make, iterable, args));
      const { next, return: stop, throw: fail } = iterator;
      const isPatched = Object.hasOwn(iterator, PATCHED);
      if (isPatched) return iterator;
      const patched: Iterator & AsyncIterable<unknown> = {
        next: (...args) => reading.next(() => next.apply(iterator, args)),
        ...(stop && { return: (value?: unknown) => reading.breakOff(() => stop.call(iterator, value)) }),
        ...(fail && { throw: (error?: unknown) => reading.next(() => fail.call(iterator, error)) }),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
      define(patched, PATCHED, true);
      return patched;
    });
  }
}

const PATCHED = Symbol.for("langgraph-platform.patched");

/** Pipes, listeners and iterators of a stream of Node all take what they get from `read`. */
function patchNodeReadable(stream: Readable, reading: Reading): void {
  const { read } = stream;
  define(stream, "read", (size?: number) => {
    const value: unknown = reading.inContext(() => read.call(stream, size));
    if (value !== null) reading.took(value);
    return value;
  });
  finished(stream, { writable: false }, (error) => {
    if (error == null) reading.end("succeeded");
    else if (error.code === "ERR_STREAM_PREMATURE_CLOSE") reading.end("cancelled");
    else reading.end("failed", error);
  });
}

/** Everything that reads a ReadableStream does so by its reader, or natively: then by a stream that reads by it. */
function patchReadable(stream: ReadableStream<unknown>, reading: Reading): void {
  const { cancel } = stream;
  const getReader: unknown = stream.getReader;
  if (typeof getReader !== "function") return;
  const read = (mode?: { mode: "byob" }) => {
    const reader: ReadableStreamDefaultReader<unknown> = Reflect.apply(getReader, stream, [mode]);
    const { read: readOne, cancel: cancelReader } = reader;
    define(reader, "read", (...args: unknown[]) =>
      reading.next<ReadableStreamReadResult<unknown>>(() => Reflect.apply(readOne, reader, args)),
    );
    define(reader, "cancel", (reason?: unknown) => reading.breakOff(() => cancelReader.call(reader, reason)));
    return reader;
  };
  const tapped = () => {
    const reader = read();
    return new ReadableStream<unknown>(
      {
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  };
  define(stream, "getReader", read);
  define(stream, "cancel", (reason?: unknown) => reading.breakOff(() => cancel.call(stream, reason)));
  for (const name of ["pipeTo", "pipeThrough", "tee"] as const) {
    define(stream, name, (...args: unknown[]) => {
      const source = tapped();
      return Reflect.apply(source[name], source, args);
    });
  }
  // a class with an iterator of its own, such as LangChain's, takes its reader from here
  if (stream[Symbol.asyncIterator] !== ReadableStream.prototype[Symbol.asyncIterator]) return;
  const iterate = (options?: { preventCancel?: boolean }) =>
    iteratorOf(stream.getReader(), options?.preventCancel);
  define(stream, "values", iterate);
  define(stream, Symbol.asyncIterator, iterate);
}

function iteratorOf(
  reader: ReadableStreamDefaultReader<unknown>,
  preventCancel = false,
): AsyncIterableIterator<unknown> {
  return {
    async next() {
      const { done, value } = await reader.read();
      if (!done) return { done, value };
      reader.releaseLock();
      return { done: true, value: undefined };
    },
    async return(value) {
      if (!preventCancel) await reader.cancel(value);
      reader.releaseLock();
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
