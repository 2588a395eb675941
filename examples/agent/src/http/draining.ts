import type { ServerResponse } from "node:http";
import { onceGone } from "./once-gone.js";

/** The process stops, and cannot wait for a run any longer. */
export class StoppingError extends Error {
  override readonly name = "StoppingError";

  constructor() {
    super("The process is stopping.");
  }
}

/** The client does not wait for its answer any more. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";

  constructor() {
    super("The client is gone.");
  }
}

/** The requests that are being answered, and how that comes to an end. */
export class Draining {
  readonly #open = new Map<ServerResponse, AbortController>();
  #hasBegun = false;
  #onIdle: () => void = () => undefined;

  /** Whether new requests are refused. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Requests that are being answered. */
  get open(): number {
    return this.#open.size;
  }

  /** Who is still sending what is asked has not been heard yet, and asks again elsewhere. */
  begin(): void {
    this.#hasBegun = true;
    for (const { req: request } of this.#open.keys()) if (!request.complete) request.destroy();
  }

  add(response: ServerResponse): void {
    const abort = new AbortController();
    this.#open.set(response, abort);
    onceGone(response, () => {
      this.#open.delete(response);
      if (!response.writableFinished) abort.abort(new ClientGoneError());
      if (this.#open.size === 0) this.#onIdle();
    });
  }

  /** Fires when the client is gone, and when the process cannot wait any longer. */
  signalOf(response: ServerResponse): AbortSignal {
    return this.#open.get(response)?.signal ?? AbortSignal.abort(new ClientGoneError());
  }

  /** Ends what is being answered; each request gets an answer still. */
  cancel(): void {
    for (const abort of this.#open.values()) abort.abort(new StoppingError());
  }

  /** Resolves when nothing is being answered any more. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#open.size === 0) resolve();
      else this.#onIdle = resolve;
    });
  }
}
