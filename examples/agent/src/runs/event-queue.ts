import type { RunEvent } from "./run-service.js";

/**
 * Events on their way to one reader.
 *
 * Text that nobody has read yet is joined, so that a slow reader gets fewer and longer pieces, and what waits is never more
 * than what the agent says.
 */
export class EventQueue implements AsyncIterable<RunEvent> {
  readonly #events: RunEvent[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(event: RunEvent): void {
    const last = this.#events.at(-1);
    if (last?.type === "text" && event.type === "text" && last.worker === event.worker) {
      this.#events.splice(-1, 1, { ...last, text: last.text + event.text });
    } else this.#events.push(event);
    this.#wake();
  }

  /** Nothing more comes. */
  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  /** The reader gets an error, after what came before it. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent, void> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) yield event;
      else if (this.#end === undefined) await this.wait();
      else if ("error" in this.#end) throw this.#end.error;
      else return;
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
