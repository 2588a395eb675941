import { AsyncLocalStorage } from "node:async_hooks";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { IterableReadableStream } from "@langchain/core/utils/stream";
import { Stream } from "openai/streaming";
import { describe, expect, it } from "vitest";
import { isStream, listen } from "../../src/tracing/stream";
import { AgentProcess } from "./support/agent-process";

const context = new AsyncLocalStorage<string>();

interface Listened {
  readonly chunks: unknown[];
  readonly ends: { readonly outcome: string; readonly error?: unknown }[];
}

function listenTo(
  stream: AsyncIterable<unknown> | ReadableStream<unknown>,
  idleTimeoutMs = 60_000,
): Listened {
  const listened: Listened = { chunks: [], ends: [] };
  context.run("made here", () =>
    listen(stream, {
      chunk: (value) => listened.chunks.push(value),
      end: (outcome, error) => listened.ends.push({ outcome, error }),
      inContext: (fn) => context.run("made here", fn),
      idleTimeoutMs,
    }),
  );
  return listened;
}

async function* numbers(seen: unknown[] = []) {
  try {
    for (let number = 1; number <= 3; number += 1) {
      seen.push(context.getStore());
      yield number;
    }
  } finally {
    seen.push("cleaned up");
  }
}

const source = (pulls: unknown[] = []) => {
  let number = 0;
  return {
    pull(controller: ReadableStreamDefaultController<number>) {
      number += 1;
      pulls.push(number);
      if (number > 3) controller.close();
      else controller.enqueue(number);
    },
  };
};
const readable = (pulls?: unknown[]) => new ReadableStream(source(pulls), { highWaterMark: 0 });
const openai = () => new Stream(() => numbers(), new AbortController());
const langchain = () => IterableReadableStream.fromAsyncGenerator(numbers());

const KINDS = {
  generator: () => numbers(),
  ReadableStream: () => readable(),
  "OpenAI's Stream": openai,
  "LangChain's stream": langchain,
};

describe.each(Object.entries(KINDS))("a %s", (_, make) => {
  it("is a stream, stays the same object of the same class, and gives what it gave", async () => {
    const stream = make();
    const made = stream.constructor;
    const { chunks, ends } = listenTo(stream);
    expect(isStream(stream)).toBe(true);
    expect(stream.constructor).toBe(made);
    const read: unknown[] = [];
    for await (const chunk of stream) read.push(chunk);
    expect(read).toEqual([1, 2, 3]);
    expect(chunks).toEqual([1, 2, 3]);
    expect(ends).toEqual([{ outcome: "succeeded" }]);
  });

  it("that is broken off ends as cancelled, once", async () => {
    const stream = make();
    const { ends } = listenTo(stream);
    for await (const _ of stream) break;
    expect(ends).toEqual([{ outcome: "cancelled" }]);
  });

  it("that nobody reads ends as cancelled", async () => {
    const { ends } = listenTo(make(), 1);
    await expect.poll(() => ends).toEqual([{ outcome: "cancelled" }]);
  });
});

describe("a generator", () => {
  it("runs where it was made, whoever reads it", async () => {
    const seen: unknown[] = [];
    const stream = numbers(seen);
    listenTo(stream);
    await context.run("read elsewhere", async () => {
      for await (const _ of stream);
    });
    expect(seen).toEqual(["made here", "made here", "made here", "cleaned up"]);
  });

  it("has cleaned up when it ends as cancelled", async () => {
    const seen: unknown[] = [];
    const stream = numbers(seen);
    const { ends } = listenTo(stream);
    await stream.next();
    expect(ends).toEqual([]);
    await stream.return(undefined);
    expect(seen.at(-1)).toBe("cleaned up");
    expect(ends).toEqual([{ outcome: "cancelled" }]);
  });

  it("that fails fails with its own error", async () => {
    const error = new Error("broken");
    const stream = (async function* () {
      yield 1;
      throw error;
    })();
    const { ends } = listenTo(stream);
    await expect(async () => {
      for await (const _ of stream);
    }).rejects.toBe(error);
    expect(ends).toEqual([{ outcome: "failed", error }]);
  });

  it("can be given an error that it catches", async () => {
    const stream = (async function* (): AsyncGenerator<string> {
      try {
        yield "first";
      } catch {
        yield "caught";
      }
    })();
    const { ends } = listenTo(stream);
    await stream.next();
    expect(await stream.throw(new Error("x"))).toEqual({ value: "caught", done: false });
    expect(ends).toEqual([]);
  });
});

describe("a ReadableStream", () => {
  it("is pulled only as it is read", async () => {
    const pulls: unknown[] = [];
    const stream = readable(pulls);
    listenTo(stream);
    const reader = stream.getReader();
    await reader.read();
    expect(pulls).toEqual([1]);
  });

  it("is followed through pipes, tees and responses", async () => {
    for (const read of [
      (stream: ReadableStream<number>) => stream.pipeTo(new WritableStream()),
      async (stream: ReadableStream<number>) => {
        for await (const _ of stream.pipeThrough(new TransformStream()));
      },
      async (stream: ReadableStream<number>) => {
        const [one, other] = stream.tee();
        await Promise.all([one.pipeTo(new WritableStream()), other.pipeTo(new WritableStream())]);
      },
    ]) {
      const stream = readable();
      const { chunks, ends } = listenTo(stream);
      await read(stream);
      expect(chunks).toEqual([1, 2, 3]);
      expect(ends).toEqual([{ outcome: "succeeded" }]);
    }
  });

  it("becomes the body of an answer", async () => {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("hello"));
        controller.close();
      },
    });
    const { ends } = listenTo(stream);
    expect(await new Response(stream).text()).toBe("hello");
    expect(ends).toEqual([{ outcome: "succeeded" }]);
  });

  it("that is cancelled before it is read ends as cancelled", async () => {
    const stream = readable();
    const { ends } = listenTo(stream);
    await stream.cancel();
    expect(ends).toEqual([{ outcome: "cancelled" }]);
  });
});

describe("a stream of Node", () => {
  const words = () => Readable.from(["a", "b", "c"]);

  it("is followed through pipes and iterators, whose options stay what they are", async () => {
    const written: unknown[] = [];
    const sink = () =>
      new Writable({
        objectMode: true,
        write(chunk, _, done) {
          written.push(chunk);
          done();
        },
      });
    const piped = words();
    const one = listenTo(piped);
    await pipeline(piped, sink());
    expect(one).toEqual({ chunks: ["a", "b", "c"], ends: [{ outcome: "succeeded" }] });
    expect(written).toEqual(["a", "b", "c"]);

    const kept = words();
    const other = listenTo(kept);
    for await (const _ of kept.iterator({ destroyOnReturn: false })) break;
    expect(kept.destroyed).toBe(false);
    expect(other.ends).toEqual([]);
    for await (const _ of kept);
    expect(other).toEqual({ chunks: ["a", "b", "c"], ends: [{ outcome: "succeeded" }] });
  });

  it("that is destroyed ends as cancelled, or failed with its own error", async () => {
    const error = new Error("broken");
    for (const [stop, ends] of [
      [undefined, [{ outcome: "cancelled" }]],
      [error, [{ outcome: "failed", error }]],
    ] as const) {
      const stream = words();
      const listened = listenTo(stream);
      stream.on("error", () => {});
      stream.destroy(stop);
      await expect.poll(() => listened.ends).toEqual(ends);
    }
  });
});

describe("streams that nobody holds", () => {
  it("end as cancelled when they are collected", async () => {
    const agent = AgentProcess.start("forgotten-streams.ts");
    expect(await agent.result()).toEqual({
      generator: ["cancelled"],
      readable: ["cancelled"],
      langchain: ["cancelled"],
    });
  });
});

describe("what is no stream", () => {
  it.each([[null], [undefined], ["text"], [[1, 2]], [{ next: 1 }], [new Map()], [(function* () {})()]])(
    "%s",
    (value) => {
      expect(isStream(value)).toBe(false);
    },
  );
});
