import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SampleDatabase, startSampleDatabase } from "./support/sample-database.js";

let database: SampleDatabase;

beforeAll(async () => {
  database = await startSampleDatabase();
});

afterAll(() => database.stop());

describe("a search", () => {
  it("finds the passage that a question is about", async () => {
    const [first] = await database.filings.search({
      text: "What do emission allowances cost the shipping company?",
    });

    expect(first).toMatchObject({ filing_id: "NVSH 2025", company: "Northvane Shipping", section: "risks" });
    expect(first?.similarity).toBeGreaterThan(0.2);
  });

  it("gives the nearest first", async () => {
    const passages = await database.filings.search({ text: "revenue and operating income", limit: 10 });
    const similarities = passages.map(({ similarity }) => similarity);

    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    expect(passages).toHaveLength(10);
  });

  it("looks at the companies and sections alone that it is told to", async () => {
    const of = { tickers: ["QLMK", "CBLG"], sections: ["risks"] } as const;
    const passages = await database.filings.search({ text: "oat harvest", limit: 10, ...of });

    expect(passages.map(({ filing_id: id, section }) => `${id} ${section}`).sort()).toEqual([
      "CBLG 2025 risks",
      "QLMK 2025 risks",
    ]);
    expect(await database.filings.search({ text: "oat harvest", tickers: [] })).toEqual([]);
  });

  it.each([
    [undefined, 4],
    [3, 3],
    [0, 1],
    [-5, 1],
    [2.9, 2],
    [1_000_000, 10],
  ])("of %s passages gives %i", async (limit, count) => {
    expect(await database.filings.search({ text: "revenue", limit })).toHaveLength(count);
  });

  it.each(["'; drop table filings; --", "\\", "$1", "\u0000", "\ud800", "%", ""])(
    "takes any text for a text: %j",
    async (text) => {
      await expect(database.filings.search({ text })).resolves.toHaveLength(4);
      await expect(
        database.filings.search({ text, tickers: ["'; drop table filings; --"] }),
      ).resolves.toEqual([]);
      await expect(database.filings.companies()).resolves.toHaveLength(4);
    },
  );
});

describe("figures", () => {
  it("are those of a company, the latest year first", async () => {
    const statements = await database.filings.statements("BRMW");

    expect(statements.map((statement) => statement.filing_id)).toEqual(["BRMW 2025", "BRMW 2024"]);
    expect(statements[0]?.figures).toMatchObject({ revenue: 412, equity: 202 });
    expect(await database.filings.statements("AAPL")).toEqual([]);
  });
});
