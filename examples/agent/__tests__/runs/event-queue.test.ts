import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { EventQueue } from "../../src/runs/event-queue.js";
import type { RunEvent } from "../../src/runs/run-service.js";

const text = (words: string, worker = "researcher"): RunEvent => ({ type: "text", worker, text: words });
const answer: RunEvent = { type: "answer", text: "42" };

async function read(queue: EventQueue): Promise<readonly RunEvent[]> {
  const events = [];
  for await (const event of queue) events.push(event);
  return events;
}

describe("events on their way to a reader", () => {
  it("arrive one by one, where the reader keeps up", async () => {
    const queue = new EventQueue();
    const reading = read(queue);
    for (const event of [text("a"), text("b"), answer]) {
      queue.push(event);
      await setImmediate();
    }
    queue.end();

    expect(await reading).toEqual([text("a"), text("b"), answer]);
  });

  it("are joined where they are text of one worker and wait, and keep their order", async () => {
    const queue = new EventQueue();
    for (const event of [text("a"), text("b"), text("c", "risk"), text("d"), answer, text("e"), text("f")]) {
      queue.push(event);
    }
    queue.end();

    expect(await read(queue)).toEqual([text("ab"), text("c", "risk"), text("d"), answer, text("ef")]);
  });

  it("come before the error that ends them, and only the first end counts", async () => {
    const queue = new EventQueue();
    const seen: RunEvent[] = [];
    queue.push(answer);
    queue.fail(new Error("first"));
    queue.fail(new Error("second"));
    queue.end();
    const reading = async () => {
      for await (const event of queue) seen.push(event);
    };

    await expect(reading()).rejects.toThrow("first");
    expect(seen).toEqual([answer]);
  });

  it("end with undefined as an error, too", async () => {
    const queue = new EventQueue();
    queue.fail(undefined);

    await expect(read(queue)).rejects.toBeUndefined();
  });
});
