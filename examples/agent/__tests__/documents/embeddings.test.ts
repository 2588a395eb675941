import { describe, expect, it } from "vitest";
import { hashingEmbeddings } from "../../src/documents/embeddings.js";

const { model, dimensions, name } = hashingEmbeddings();

const TEXTS = [
  "Revenue rose by 8.4 percent",
  "",
  "???",
  "the of and",
  "ÅÄÖ 船 🚢",
  "a".repeat(10_000),
  "word ".repeat(5_000),
];

async function similarity(a: string, b: string): Promise<number> {
  const [x = [], y = []] = await model.embedDocuments([a, b]);
  return x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
}

describe("the local embeddings", () => {
  it("are named by what makes them, and by their length", () => {
    expect(name).toBe(`feature-hashing-${dimensions}`);
  });

  it.each(TEXTS)("make the same vector of length 1 of the same text, whatever it is: %.20s", async (text) => {
    const vector = await model.embedQuery(text);

    expect(vector).toHaveLength(dimensions);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 9);
    expect(await model.embedQuery(text)).toEqual(vector);
    expect((await model.embedDocuments([text]))[0]).toEqual(vector);
  });

  it("find texts near to each other by their words, whatever their order, case and number", async () => {
    const near = await similarity("What are the RISKS of oat harvests?", "Oat harvest: a risk");
    const far = await similarity("What are the risks of oat harvests?", "Ships burn methanol");

    expect(near).toBeGreaterThan(0.9);
    expect(Math.abs(far)).toBeLessThan(0.2);
  });
});
