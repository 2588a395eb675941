import { RunTree } from "langsmith/run_trees";
import { describe, expect, it } from "vitest";
import { RunClient } from "../../../src/tracing/delivery/client";
import { Warnings } from "../../../src/tracing/warnings";

function client(samplingRate: number): RunClient {
  return new RunClient({
    apiKey: "none",
    endpoint: "http://127.0.0.1:9",
    samplingRate,
    hideInputs: false,
    hideOutputs: false,
    hideMetadata: false,
    maxQueueBytes: 1_000_000,
    requestTimeoutMs: 1_000,
    warnings: new Warnings(() => {}),
    observer: {
      additions: () => ({ metadata: {}, tags: [] }),
      created: () => {},
      updated: () => {},
      refusal: () => undefined,
    },
  });
}

/** Ids as runs have them. */
const IDS = Array.from({ length: 2_000 }, () => new RunTree({ name: "x", tracingEnabled: false }).trace_id);

describe("sampling", () => {
  it.each([0, 0.1, 0.5, 0.9, 1])("takes a share of %d of the traces", (rate) => {
    const sampled = IDS.filter((id) => client(rate).isSampled(id)).length / IDS.length;
    expect(Math.abs(sampled - rate)).toBeLessThan(0.06);
  });

  it("decides the same for the same trace, in every process", () => {
    const [one, other] = [client(0.5), client(0.5)];
    for (const id of IDS.slice(0, 200)) expect(one.isSampled(id)).toBe(other.isSampled(id));
    // by langsmith's hash of the id, as its SDKs for other languages have it
    expect(client(0.5).isSampled("019ab6f0-0000-7000-8000-000000000000")).toBe(
      client(0.5).isSampled("019AB6F0-0000-7000-8000-000000000000"),
    );
  });
});
