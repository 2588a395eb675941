import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costOf } from "../../../src/tracing/cost/cost";
import { PriceList } from "../../../src/tracing/cost/prices";
import type { TokenUsage } from "../../../src/tracing/records";

const PRICES = new PriceList();
const USAGE = { input: 1000, cachedInput: 400, output: 50, reasoning: 20 };

describe("the cost of a model call", () => {
  test.each([
    ["gpt-4o-mini", 0.00015],
    ["gpt-4o-mini-2024-07-18", 0.00015],
    ["gpt-4o", 0.0025],
    ["gpt-4o-2024-08-06", 0.0025],
    // neither has a price for cached input
    ["gpt-4o-2024-05-13", 0.00575],
    ["gpt-3.5-turbo", 0.000575],
    ["gpt-3.5-turbo-1106", 0.0011],
  ])("of %s with 1000 tokens in, 400 of them cached, and 50 out is %d USD", (model, usd) => {
    expect(costOf(model, USAGE, PRICES)).toEqual({ kind: "priced", usd });
  });

  test("counts reasoning as output, once", () => {
    expect(costOf("gpt-4o", { ...USAGE, reasoning: 50 }, PRICES)).toEqual(costOf("gpt-4o", USAGE, PRICES));
  });

  test("is unpriced for a model without a price, never 0", () => {
    expect(costOf("gpt-99", USAGE, PRICES)).toEqual({ kind: "unpriced" });
  });

  test("is 0 for a model whose price is 0", () => {
    const free = { inputPerMillion: 0, outputPerMillion: 0, source: "ours", asOf: "2026-11-24" };
    expect(costOf("llama", USAGE, new PriceList({ llama: free }))).toEqual({ kind: "priced", usd: 0 });
  });

  test.each(["gpt-4o", "gpt-99"])("is unmeasured for a call of %s without usage, never 0", (model) => {
    expect(costOf(model, undefined, PRICES)).toEqual({ kind: "unmeasured" });
  });

  test.each([
    [{ input: -1 }],
    [{ output: Number.NaN }],
    [{ output: Number.POSITIVE_INFINITY }],
    [{ cachedInput: 1001 }],
    [{ cachedInput: -1 }],
    [{ reasoning: -1 }],
  ])("is unmeasured where usage cannot be: %j", (part) => {
    expect(costOf("gpt-4o", { ...USAGE, ...part }, PRICES)).toEqual({ kind: "unmeasured" });
  });

  const tokens = fc.nat({ max: 10_000_000 });
  const price = fc.double({ min: 0, max: 1000, noNaN: true });
  const usages = fc.tuple(tokens, tokens, tokens, tokens).map(
    ([fresh, cachedInput, output, reasoning]): TokenUsage => ({
      input: fresh + cachedInput,
      cachedInput,
      output,
      reasoning,
    }),
  );

  test("is never negative, and the sum of what its parts would cost alone", () => {
    fc.assert(
      fc.property(usages, price, price, price, (usage, input, cachedInput, output) => {
        const prices = listOf({
          inputPerMillion: input,
          cachedInputPerMillion: cachedInput,
          outputPerMillion: output,
        });
        const none = { input: 0, cachedInput: 0, output: 0, reasoning: 0 };
        const whole = usdOf(usage, prices);
        const parts =
          usdOf({ ...none, input: usage.input - usage.cachedInput }, prices) +
          usdOf({ ...none, input: usage.cachedInput, cachedInput: usage.cachedInput }, prices) +
          usdOf({ ...none, output: usage.output }, prices);
        expect(whole).toBeGreaterThanOrEqual(0);
        expect(Math.abs(whole - parts)).toBeLessThanOrEqual(1e-9 * Math.max(whole, 1e-9));
      }),
    );
  });

  test("does not depend on how much is cached where cached input has no price", () => {
    fc.assert(
      fc.property(usages, price, (usage, inputPerMillion) => {
        const prices = listOf({ inputPerMillion, outputPerMillion: 0 });
        const uncached = usdOf({ ...usage, cachedInput: 0 }, prices);
        expect(usdOf(usage, prices)).toBeCloseTo(uncached, 9);
      }),
    );
  });
});

function listOf(price: {
  inputPerMillion: number;
  cachedInputPerMillion?: number;
  outputPerMillion: number;
}) {
  return new PriceList({ m: { ...price, source: "test", asOf: "2026-11-24" } });
}

function usdOf(usage: TokenUsage, prices: PriceList): number {
  const cost = costOf("m", usage, prices);
  return cost.kind === "priced" ? cost.usd : Number.NaN;
}
