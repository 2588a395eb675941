import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textScrubber } from "../../../src/tracing/privacy/rules";
import { snapshot } from "../../../src/tracing/privacy/snapshot";

const SECRET = "sk-proj-abcdefghijklmnopqrstuvwx";
const scrub = textScrubber({});

describe("a snapshot", () => {
  it("is what JSON makes of a value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(snapshot(value).value).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("does not change with the value", () => {
    const value = { list: [1, { deep: "a" }], text: "b" };
    const { value: taken } = snapshot(value);
    value.list.push(2);
    Object.assign(value.list[1] ?? {}, { deep: SECRET });
    expect(taken).toEqual({ list: [1, { deep: "a" }], text: "b" });
  });

  it("holds no secret at any depth, in names, errors, maps and what toJSON gives", () => {
    const values = [
      { a: [{ b: { c: SECRET } }] },
      { [SECRET]: 1 },
      new Error(`failed with ${SECRET}`),
      new Map([["k", SECRET]]),
      new Set([SECRET]),
      { toJSON: () => ({ kwargs: { content: SECRET } }) },
      [["authorization", "plain words"]],
      new Map([["password", "plain words"]]),
      { password: "plain words", nested: { dbPassword: "plain words" } },
    ];
    for (const value of values) {
      const text = JSON.stringify(snapshot(value, { scrub }).value);
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain("plain words");
    }
  });

  it("never throws, whatever it is given", () => {
    const circle: Record<string, unknown> = { name: "x" };
    circle.self = circle;
    const deep: unknown[] = [];
    let inner = deep;
    for (let depth = 0; depth < 10_000; depth += 1) {
      const next: unknown[] = [];
      inner.push(next);
      inner = next;
    }
    const hostile = Object.defineProperty({}, "bad", {
      enumerable: true,
      get() {
        throw new Error(SECRET);
      },
    });
    const odd = [
      circle,
      deep,
      hostile,
      10n,
      Symbol("x"),
      () => 1,
      Number.NaN,
      new Date(Number.NaN),
      Buffer.from(SECRET),
      undefined,
    ];
    for (const value of odd) expect(() => JSON.stringify(snapshot(value, { scrub }).value)).not.toThrow();
    expect(snapshot(circle).value).toEqual({ name: "x", self: "[Circular]" });
    expect(JSON.stringify(snapshot(hostile, { scrub }).value)).not.toContain(SECRET);
  });

  it("keeps an object that stands in two places", () => {
    const shared = { a: 1 };
    expect(snapshot([shared, shared]).value).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it("does not reach the prototype by a name", () => {
    const { value } = snapshot(JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("stays near its bound", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 200 }), { maxLength: 200 }),
        fc.integer({ min: 0, max: 5_000 }),
        (value, maxBytes) => {
          const taken = snapshot(value, { maxBytes });
          expect(JSON.stringify(taken.value).length).toBeLessThan(maxBytes * 6 + 500);
        },
      ),
    );
  });
});
