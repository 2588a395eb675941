import fc from "fast-check";
import type { CallCost, ExecutionRecord, ModelCall } from "../../../../src/tracing/records";
import { OUTCOMES } from "../../../../src/tracing/records";
import { anyCharacter } from "../../../support/characters";

/** Noon of a UTC day. */
export const NOON = Date.UTC(2026, 10, 24, 12);
export const DAY_MS = 24 * 60 * 60 * 1000;

export function aCall(part: Partial<ModelCall> = {}): ModelCall {
  return {
    agent: "analyst",
    worker: "researcher",
    userId: "user-1",
    threadId: "t-1",
    model: "gpt-4o",
    usage: { input: 1000, cachedInput: 400, output: 50, reasoning: 20 },
    cost: { kind: "priced", usd: 0.0025 },
    outcome: "succeeded",
    latencyMs: 100,
    endedAt: NOON,
    ...part,
  };
}

export function anExecution(part: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    agent: "analyst",
    userId: "user-1",
    threadId: "t-1",
    outcome: "succeeded",
    latencyMs: 1000,
    endedAt: NOON,
    ...part,
  };
}

/** Names as people and machines make them up. */
export const names = fc.oneof(
  fc.constantFrom("analyst", "writer", "(other)", "", "__proto__", "constructor", "=1+1", 'a"b\\c\n,d'),
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  // lone surrogates as well
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
);

const outcomes = fc.constantFrom(...OUTCOMES);
export const latencies = fc.oneof(
  fc.constantFrom(0, 0.0005, 0.001, 0.99, 1, 1.01),
  fc.double({ min: 0, max: DAY_MS, noNaN: true }),
  fc.double({ min: 0, max: 5000, noNaN: true }),
);
const endings = fc.integer({ min: NOON - 40 * DAY_MS, max: NOON });

const costs: fc.Arbitrary<CallCost> = fc.oneof(
  fc.nat({ max: 10 ** 9 }).map((nanoUsd) => ({ kind: "priced" as const, usd: nanoUsd / 1e9 })),
  fc.constant({ kind: "unpriced" as const }),
  fc.constant({ kind: "unmeasured" as const }),
);

const usages = fc
  .tuple(fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }))
  .map(([fresh, cachedInput, output]) => ({ input: fresh + cachedInput, cachedInput, output, reasoning: 0 }));

export function callsOf(name: fc.Arbitrary<string>): fc.Arbitrary<ModelCall> {
  return fc.record({
    agent: name,
    worker: fc.option(name, { nil: undefined }),
    userId: fc.option(name, { nil: undefined }),
    threadId: fc.option(name, { nil: undefined }),
    model: name,
    usage: fc.option(usages, { nil: undefined }),
    cost: costs,
    outcome: outcomes,
    latencyMs: latencies,
    endedAt: endings,
  });
}

export function executionsOf(name: fc.Arbitrary<string>): fc.Arbitrary<ExecutionRecord> {
  return fc.record({
    agent: name,
    userId: fc.option(name, { nil: undefined }),
    threadId: fc.option(name, { nil: undefined }),
    outcome: outcomes,
    latencyMs: latencies,
    endedAt: endings,
  });
}
