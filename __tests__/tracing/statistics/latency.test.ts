import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LatencySketch } from "../../../src/tracing/statistics/latency";
import { DAY_MS, latencies } from "./support/records";

const QUANTILES = [0, 0.5, 0.95, 0.99, 1];

function sketchOf(values: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of values) sketch.record(value);
  return sketch;
}

describe("a sketch of latencies", () => {
  test("gives quantiles within 1 % of the true ones", () => {
    fc.assert(
      fc.property(fc.array(latencies, { minLength: 1, maxLength: 400 }), (values) => {
        const sketch = sketchOf(values);
        const sorted = [...values].sort((a, b) => a - b);
        for (const quantile of QUANTILES) {
          const exact = sorted[Math.floor(quantile * (sorted.length - 1))] ?? Number.NaN;
          const error = Math.abs((sketch.quantile(quantile) ?? Number.NaN) - exact);
          expect(error).toBeLessThanOrEqual(exact < 0.001 ? 0.001 : exact * 0.010001);
        }
      }),
    );
  });

  test("merged from any parts, by way of JSON, is the sketch of one pass", () => {
    fc.assert(
      fc.property(fc.array(fc.array(latencies, { maxLength: 60 }), { maxLength: 6 }), (parts) => {
        const merged = new LatencySketch();
        for (const part of parts) {
          const snapshot = sketchOf(part).snapshot();
          if (snapshot !== undefined) merged.merge(JSON.parse(JSON.stringify(snapshot)));
        }
        const onePass = sketchOf(parts.flat());
        expect(merged.snapshot()).toEqual(onePass.snapshot());
        for (const quantile of QUANTILES) expect(merged.quantile(quantile)).toBe(onePass.quantile(quantile));
      }),
    );
  });

  // the library's own merge loses what is in bin 0, that of 1 ms
  test("keeps latencies of 1 ms when it is merged", () => {
    const sketch = sketchOf([0.1]);
    const other = sketchOf([0.9, 1]).snapshot();
    expect(other?.bins.map(([bin]) => bin)).toContain(0);
    if (other !== undefined) sketch.merge(other);
    expect(sketch.quantile(1)).toBeCloseTo(1, 1);
    expect(sketch.snapshot()).toEqual(sketchOf([0.1, 0.9, 1]).snapshot());
  });

  test("is empty until something is recorded", () => {
    const sketch = new LatencySketch();
    expect(sketch.snapshot()).toBeUndefined();
    expect(sketch.quantile(0.5)).toBeUndefined();
    expect(sketch.count).toBe(0);
  });

  test("tells a single latency exactly", () => {
    expect(sketchOf([812.34]).quantile(0.99)).toBe(812.34);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "leaves out what is no latency: %d",
    (value) => {
      expect(sketchOf([5, value]).snapshot()).toEqual(sketchOf([5]).snapshot());
    },
  );

  test("has at most 1,260 bins, whatever it is given", () => {
    const sketch = new LatencySketch();
    for (let ms = 1e-6; ms < 1e12; ms *= 1.005) sketch.record(ms);
    const { bins, maxMs, count } = sketch.snapshot() ?? { bins: [], maxMs: 0, count: 0 };
    expect(bins.length).toBeGreaterThan(1000);
    expect(bins.length).toBeLessThanOrEqual(1260);
    expect(maxMs).toBe(DAY_MS);
    expect(count).toBe(sketch.count);
  });

  test("adds up latencies whatever their order", () => {
    const values = [0.1, 0.2, 0.3, 1e6 / 3, 0.7];
    expect(sketchOf(values).snapshot()?.sumMs).toBe(sketchOf([...values].reverse()).snapshot()?.sumMs);
  });
});
