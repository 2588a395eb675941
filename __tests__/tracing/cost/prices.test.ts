import { describe, expect, test } from "vitest";
import { PRICES, PriceList, problemsOfPrices } from "../../../src/tracing/cost/prices";

const MINE = { inputPerMillion: 3, outputPerMillion: 15, source: "our contract", asOf: "2026-11-01" };

describe("the known prices", () => {
  test.each([
    ["gpt-4o", 2.5, 1.25, 10],
    ["gpt-4o-2024-08-06", 2.5, 1.25, 10],
    ["gpt-4o-2024-11-20", 2.5, 1.25, 10],
    ["gpt-4o-2024-05-13", 5, undefined, 15],
    ["gpt-4o-mini", 0.15, 0.075, 0.6],
    ["gpt-4o-mini-2024-07-18", 0.15, 0.075, 0.6],
    ["gpt-3.5-turbo", 0.5, undefined, 1.5],
    ["gpt-3.5-turbo-0125", 0.5, undefined, 1.5],
    ["gpt-3.5-turbo-1106", 1, undefined, 2],
  ])("%s costs %d / %s / %d USD per million tokens", (model, input, cachedInput, output) => {
    const price = new PriceList().get(model);
    expect([price?.inputPerMillion, price?.cachedInputPerMillion, price?.outputPerMillion]).toEqual([
      input,
      cachedInput,
      output,
    ]);
  });

  test("are nine, and each has a source and a day", () => {
    expect(Object.keys(PRICES)).toHaveLength(9);
    expect(problemsOfPrices(PRICES)).toEqual([]);
    for (const { source } of Object.values(PRICES)) expect(new URL(source).hostname).toMatch(/openai\.com$/);
  });

  test.each(["gpt-4o-", "GPT-4o", "openai/gpt-4o", "gpt-4o-2024-01-01", "", "constructor", "__proto__"])(
    "know no model %j, whose name is not exactly one of theirs",
    (model) => {
      expect(new PriceList().get(model)).toBeUndefined();
    },
  );
});

describe("a user's prices", () => {
  test("come to the list, or take the place of one in it, and leave the others", () => {
    const prices = new PriceList({ "claude-sonnet": MINE, "gpt-4o": MINE });
    expect(prices.get("claude-sonnet")).toEqual(MINE);
    expect(prices.get("gpt-4o")).toEqual(MINE);
    expect(prices.get("gpt-4o-mini")).toEqual(PRICES["gpt-4o-mini"]);
    expect(PRICES["gpt-4o"]?.inputPerMillion).toBe(2.5);
  });

  test("may be 0, and one for cached input is optional", () => {
    expect(problemsOfPrices({ local: { ...MINE, inputPerMillion: 0, outputPerMillion: 0 } })).toEqual([]);
    expect(problemsOfPrices({ local: { ...MINE, cachedInputPerMillion: 0 } })).toEqual([]);
    expect(problemsOfPrices({ local: { ...MINE, cachedInputPerMillion: undefined } })).toEqual([]);
  });

  test.each([
    [{ inputPerMillion: -1 }, 'prices["m"].inputPerMillion is -1: give USD per million tokens, 0 or more.'],
    [
      { inputPerMillion: undefined },
      'prices["m"].inputPerMillion is undefined: give USD per million tokens, 0 or more.',
    ],
    [
      { cachedInputPerMillion: Number.NaN },
      'prices["m"].cachedInputPerMillion is NaN: give USD per million tokens, 0 or more.',
    ],
    [
      { outputPerMillion: Number.POSITIVE_INFINITY },
      'prices["m"].outputPerMillion is Infinity: give USD per million tokens, 0 or more.',
    ],
    [
      { outputPerMillion: "15" },
      'prices["m"].outputPerMillion is "15": give USD per million tokens, 0 or more.',
    ],
    [{ source: " " }, 'prices["m"].source is " ": say where the price was read.'],
    [
      { asOf: "2026-02-30" },
      'prices["m"].asOf is "2026-02-30": give the day of the price, such as "2026-11-24".',
    ],
    [
      { cachedPerMillion: 1 },
      'prices["m"] has no field "cachedPerMillion": it has inputPerMillion, cachedInputPerMillion, outputPerMillion, source, asOf.',
    ],
  ])("with %j are a problem", (part, problem) => {
    expect(problemsOfPrices({ m: { ...MINE, ...part } })).toEqual([problem]);
  });

  test.each([
    [null, "prices is null: give prices by the name of the model."],
    [[MINE], "prices is [object Object]: give prices by the name of the model."],
    [{ "": MINE }, 'prices has a price for "": give the name that the model is asked for by.'],
    [
      { m: 3 },
      'prices["m"] is 3: give { inputPerMillion, cachedInputPerMillion, outputPerMillion, source, asOf }.',
    ],
  ])("of the shape %j are a problem", (prices, problem) => {
    expect(problemsOfPrices(prices)).toEqual([problem]);
  });

  test("have all of their problems told at once, and make no list", () => {
    const prices = { a: { ...MINE, inputPerMillion: -1, source: "" }, b: { ...MINE, outputPerMillion: -2 } };
    expect(problemsOfPrices(prices)).toHaveLength(3);
    expect(() => new PriceList(prices)).toThrow(new TypeError(problemsOfPrices(prices).join("\n")));
  });
});
