import { setTimeout as delay } from "node:timers/promises";

/** An event as its readers get it. */
export interface StreamEvent {
  readonly type: string;
}

export interface EventStreamOptions {
  /** Milliseconds without an event after which a comment goes out. A load balancer ends connections that are idle. */
  readonly keepAliveMs: number;
  /** What readers are told of an error after the first event: `event: error` with this as its data. */
  readonly problemOf: (error: unknown) => object;
}

export const EVENT_STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // proxies would wait for more
  "x-accel-buffering": "no",
} as const;

const COMMENT = ":\n\n";

/**
 * Events in the form of server-sent events. Each is asked for when its reader has taken the one before it.
 *
 * To stop reading is to stop the events.
 */
export async function* eventStream(
  events: AsyncIterator<StreamEvent>,
  first: StreamEvent,
  { keepAliveMs, problemOf }: EventStreamOptions,
): AsyncGenerator<string, void> {
  try {
    yield frame(first.type, first);
    for (;;) {
      const next = events.next();
      let result = await within(next, keepAliveMs);
      while (result === undefined) {
        yield COMMENT;
        result = await within(next, keepAliveMs);
      }
      if (result.done === true) return;
      yield frame(result.value.type, result.value);
    }
  } catch (error) {
    yield frame("error", problemOf(error));
  } finally {
    // what it does not do at once it does by itself
    void events.return?.().catch(() => undefined);
  }
}

function frame(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const abort = new AbortController();
  const late = delay(ms, undefined, { signal: abort.signal });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    abort.abort();
  }
}
