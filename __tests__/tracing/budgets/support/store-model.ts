import fc from "fast-check";
import { expect } from "vitest";
import type { BudgetStore, BudgetTotals, ReserveAnswer } from "../../../../src/tracing/budgets/budget-store";

const HOUR_MS = 3_600_000;
const MICRO = 1e-6;

interface Step {
  readonly kind: "reserve" | "settle";
  readonly key: number;
  readonly id: number;
  readonly micros: number;
}

/** Few budgets and calls, so that they meet; amounts from nothing to more than the limit. */
export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom("reserve", "reserve", "settle"),
    key: fc.nat(1),
    id: fc.nat(5),
    micros: fc.oneof(
      fc.nat(4).map((few) => few * 25),
      fc.nat(130),
    ),
  }),
  { maxLength: 40 },
);

/** A call that costs nothing, once all is spent. */
export const examples: [readonly Step[]][] = [
  [
    [
      { kind: "reserve", key: 0, id: 0, micros: 100 },
      { kind: "settle", key: 0, id: 0, micros: 100 },
      { kind: "reserve", key: 0, id: 1, micros: 0 },
    ],
  ],
];

/** A budget as simple as it can be told, in millionths of a USD. */
class Model {
  spent = 0;
  readonly reserved = new Map<string, number>();
  /** What calls have cost beyond what was reserved for them. */
  overshoot = 0;

  constructor(private readonly limit: number) {}

  reserve(id: string, micros: number): boolean {
    if (this.reserved.has(id)) return true;
    const fits = this.spent < this.limit && this.spent + this.sum + micros <= this.limit;
    if (fits) this.reserved.set(id, micros);
    return fits;
  }

  settle(id: string, micros: number): void {
    const reserved = this.reserved.get(id);
    if (reserved === undefined) return;
    this.reserved.delete(id);
    this.spent += micros;
    this.overshoot += Math.max(0, micros - reserved);
  }

  get sum(): number {
    return [...this.reserved.values()].reduce((sum, each) => sum + each, 0);
  }

  get totals(): BudgetTotals {
    return { spentUsd: inUsd(this.spent), reservedUsd: inUsd(this.sum) };
  }
}

/** Lets a store take the steps one after another, and compares each answer with the model's. */
export async function agreesWithModel(
  store: BudgetStore,
  prefix: string,
  taken: readonly Step[],
  limit: number,
) {
  const models = [new Model(limit), new Model(limit)] as const;
  const seen = { accepted: 0, refused: 0 };
  for (const { kind, key: number, id: call, micros } of taken) {
    const model = number === 0 ? models[0] : models[1];
    const key = `${prefix}/${number}`;
    const id = `call-${call}`;
    if (kind === "reserve") {
      const expected: ReserveAnswer = { allowed: model.reserve(id, micros), ...model.totals };
      const request = { key, id, usd: inUsd(micros), limitUsd: inUsd(limit), expiresInMs: HOUR_MS };
      expect(await store.reserve(request)).toEqual(expected);
      seen[expected.allowed ? "accepted" : "refused"] += 1;
    } else {
      model.settle(id, micros);
      expect(await store.settle({ key, id, usd: inUsd(micros) })).toEqual(model.totals);
    }
    expect(model.spent + model.sum).toBeLessThanOrEqual(limit + model.overshoot);
  }
  return seen;
}

function inUsd(micros: number): number {
  return Number((micros * MICRO).toFixed(6));
}
