import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
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

/** What somebody has read who joins all that may be. */
function joined(events: readonly RunEvent[]): readonly string[] {
  const parts: { who: string; said: string }[] = [];
  for (const event of events) {
    const who = event.type === "text" ? event.worker : event.type;
    const said = "text" in event ? event.text : "";
    const last = parts.at(-1);
    if (last?.who === who && event.type === "text") last.said += said;
    else parts.push({ who, said });
  }
  return parts.map(({ who, said }) => `${who}: ${said}`);
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

  it("lose nothing and keep their order, however fast they are read", async () => {
    const workers = fc.constantFrom("researcher", "risk");
    const events = fc.oneof(
      fc.tuple(fc.string(), workers).map(([words, worker]) => text(words, worker)),
      fc.constant(answer),
    );
    const steps = fc.array(fc.oneof(events, fc.constant("a turn for the reader" as const)));

    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const queue = new EventQueue();
        const reading = read(queue);
        for (const step of all) {
          if (typeof step === "string") await setImmediate();
          else queue.push(step);
        }
        queue.end();

        const told = all.filter((step) => typeof step !== "string");
        expect(joined(await reading)).toEqual(joined(told));
      }),
    );
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
