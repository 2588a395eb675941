import { setImmediate as turn } from "node:timers/promises";

/** An event as its readers get it. */
export interface StreamEvent {
  readonly type: string;
}

export interface EventStreamOptions {
  /** Milliseconds without an event after which a comment goes out. A load balancer ends connections that are idle. */
  readonly keepAliveMs: number;
  /** What readers are told of an error after the first event: `event: error` with this as its data. */
  readonly problemOf: (error: unknown) => Promise<object>;
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
  const silence = new Silence(keepAliveMs);
  try {
    yield frame(first.type, first);
    for (;;) {
      // where events come faster than that they can be joined before they are asked for
      await turn();
      const next = events.next();
      let result = await silence.before(next);
      while (result === undefined) {
        yield COMMENT;
        result = await silence.before(next);
      }
      if (result.done === true) return;
      yield frame(result.value.type, result.value);
    }
  } catch (error) {
    yield frame("error", await problemOf(error));
  } finally {
    silence.end();
    // what it does not do at once it does by itself
    void events.return?.().catch(() => undefined);
  }
}

function frame(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** One timer for all events of a stream: there are hundreds a second. */
class Silence {
  #break: (nothing: undefined) => void = () => undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#break(undefined), ms);
  }

  /** @returns what the promise brings, or undefined after so long without it */
  before<T>(promise: Promise<T>): Promise<T | undefined> {
    this.#timer.refresh();
    const broken = new Promise<undefined>((resolve) => {
      this.#break = resolve;
    });
    return Promise.race([promise, broken]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
