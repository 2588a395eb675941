import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, amountOf, minus } from "../../../src/plan/cost/money";
import { cents, count, percent, signed, usd } from "../../../src/plan/cost/render/format";

describe("an amount", () => {
  it("is price times quantity in millionths of a dollar, rounded once, half up", () => {
    expect(amountOf("0.045", 730)).toBe(32_850_000);
    expect(amountOf("0.0000166667", 1_000)).toBe(16_667);
    expect(amountOf("0.0000005", 1)).toBe(1);
    expect(amountOf("0.0000004", 1)).toBe(0);
    expect(amountOf("0.0450000000", 0)).toBe(0);
  });

  it("is exact where a product of two floating numbers is not", () => {
    expect(1.1 * 1.1).not.toBe(1.21);
    expect(amountOf("1.1", 1.1)).toBe(1_210_000);
  });

  it("grows with its quantity, and is never negative", () => {
    const price = fc
      .tuple(fc.nat(999), fc.nat(999_999))
      .map(([whole, rest]) => `${whole}.${String(rest).padStart(6, "0")}`);
    const quantity = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(price, quantity, quantity, (usdEach, a, b) => {
        const [few, many] = a < b ? [a, b] : [b, a];
        const [low, high] = [amountOf(usdEach, few), amountOf(usdEach, many)];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(low);
        expect(Number.isSafeInteger(high)).toBe(true);
      }),
    );
  });

  it("refuses what is no price and no quantity", () => {
    for (const price of ["", "-1", "1e3", "NaN", "0x10", " 1", "1.", "12345678"]) {
      expect(() => amountOf(price, 1), price).toThrow(RangeError);
    }
    for (const quantity of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e10]) {
      expect(() => amountOf("1", quantity), `${quantity}`).toThrow(RangeError);
    }
  });
});

describe("ranges", () => {
  it("are added and subtracted end by end", () => {
    const [a, b] = [
      { low: 1, high: 5 },
      { low: 2, high: 3 },
    ];
    expect(add(a, b)).toEqual({ low: 3, high: 8 });
    expect(minus(a, b)).toEqual({ low: -1, high: 2 });
  });
});

describe("what is shown", () => {
  it("has cents, rounded half away from zero, and groups of thousands", () => {
    expect(cents(72_080_200)).toBe("72.08");
    expect(cents(5_000)).toBe("0.01");
    expect(cents(4_999)).toBe("0.00");
    expect(cents(-5_000)).toBe("-0.01");
    expect(cents(-4_999)).toBe("0.00");
    expect(cents(1_234_567_890_000)).toBe("1,234,567.89");
  });

  it("is one number where both ends look the same", () => {
    expect(usd({ low: 1_000_000, high: 1_000_001 })).toBe("1.00");
    expect(usd({ low: 1_000_000, high: 2_500_000 })).toBe("1.00 to 2.50");
    expect(signed({ low: -36_500_000, high: 12_000_000 })).toBe("-36.50 to +12.00");
    expect(signed({ low: 0, high: 0 })).toBe("0.00");
  });

  it("has quantities without digits that say nothing, and shares that are not rounded up", () => {
    expect(count({ low: 730, high: 730 })).toBe("730");
    expect(count({ low: 1_460, high: 7_300.5 })).toBe("1,460 to 7,300.5");
    expect(percent(0.94999)).toBe("94.9 %");
    expect(percent(1)).toBe("100 %");
  });
});
