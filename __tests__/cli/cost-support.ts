import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Io } from "../../src/cli/delivery/io";

export interface Captured {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
  readonly stop: (reason?: Error) => void;
}

/** A world for a command that keeps what it prints. */
export function captured(): Captured {
  const texts = { out: "", err: "" };
  const sink = (to: "out" | "err") =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[to] += String(chunk);
        done();
      },
    });
  const stop = new AbortController();
  const io: Io = {
    out: sink("out"),
    // the command asks nothing of a terminal
    err: sink("err") as unknown as WriteStream,
    env: {},
    stop: stop.signal,
    onLeft: () => {},
  };
  return { io, out: () => texts.out, err: () => texts.err, stop: (reason) => stop.abort(reason) };
}
