// Makes streams that nobody holds or reads, and waits until they are collected and have ended.
import { IterableReadableStream } from "@langchain/core/utils/stream";
import { listen } from "../../../src/tracing/stream";

async function* numbers() {
  yield 1;
}

function forget(stream: AsyncIterable<unknown>): readonly string[] {
  const ends: string[] = [];
  listen(stream, {
    chunk: () => {},
    end: (outcome) => ends.push(outcome),
    inContext: (fn) => fn(),
    idleTimeoutMs: 3_600_000,
  });
  return ends;
}

const ends = {
  generator: forget(numbers()),
  readable: forget(new ReadableStream()),
  langchain: forget(IterableReadableStream.fromAsyncGenerator(numbers())),
};
while (Object.values(ends).some(({ length }) => length === 0)) {
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
}
console.log(JSON.stringify(ends));
