import type { StructuredToolInterface } from "@langchain/core/tools";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { computeRatiosTool } from "../../src/agents/financial/tools/compute-ratios.js";
import { searchTool } from "../../src/agents/financial/tools/search-filings.js";
import { ToolError } from "../../src/agents/tool-error.js";
import { type SampleDatabase, startSampleDatabase } from "../documents/support/sample-database.js";

let database: SampleDatabase;
let search: StructuredToolInterface;
let compute: StructuredToolInterface;

beforeAll(async () => {
  database = await startSampleDatabase();
  const { filings } = database;
  search = searchTool({ name: "search", description: "Searches", filings, sections: ["risks"] });
  compute = computeRatiosTool(filings);
});

afterAll(() => database.stop());

async function rowCounts() {
  const { rows } = await database.pool.query(
    "select (select count(*) from filings) as filings, (select count(*) from filing_passages) as passages",
  );
  return rows;
}

describe("the search tool", () => {
  it("returns passages with the filing that they stand in, of the sections it is made for", async () => {
    const found: unknown = await search.invoke({ query: "emission allowances", limit: 1 });

    expect(found).toMatch(
      /^\[NVSH 2025, risks\] Northvane Shipping earns .* Emission allowances would cost 38 million/,
    );
  });

  it.each(["Quillmark Software", "QLMK", "quillmark", "the shares of Quillmark, Inc."])(
    "knows a company by name, first word or ticker: %s",
    async (company) => {
      const found: unknown = await search.invoke({ query: "oat harvest", company });

      expect(found).toMatch(/^\[QLMK 2025, risks\] [^[]*$/);
    },
  );

  it("looks at all companies that are named", async () => {
    const found: unknown = await search.invoke({
      query: "risk",
      company: "Compare Bramblewick with Northvane",
    });

    expect(String(found).match(/\[\w+/g)?.sort()).toEqual(["[BRMW", "[NVSH"]);
  });

  it("fails for a company that nobody has filings of, and says whose there are", async () => {
    const wrong: Promise<unknown> = search.invoke({ query: "risk", company: "AAPL" });

    await expect(wrong).rejects.toThrow(ToolError);
    await expect(wrong).rejects.toThrow(
      'There is no filing of "AAPL". There are filings of Bramblewick Foods (BRMW), Cobaltine Grid (CBLG), ' +
        "Northvane Shipping (NVSH), Quillmark Software (QLMK).",
    );
  });
});

describe("the tool for ratios", () => {
  it("computes from the latest filing, with the year before for growth", async () => {
    const computed: unknown = await compute.invoke({
      company: "Quillmark Software",
      ratios: ["revenue_growth", "interest_coverage"],
    });

    expect(computed).toBe(
      "Quillmark Software [QLMK 2025], figures in millions of USD:\n" +
        "- revenue_growth: 22.9 % = (revenue 268 - previous_revenue 218) / previous_revenue 218\n" +
        "- interest_coverage: not defined, since interest_expense is 0",
    );
  });

  it("computes from the year that it is asked for", async () => {
    const computed: unknown = await compute.invoke({
      company: "NVSH",
      fiscalYear: 2024,
      ratios: ["net_margin"],
    });

    expect(computed).toContain("[NVSH 2024]");
    expect(computed).toContain("net_margin: 10.8 %");
  });

  it("fails for a year without figures, and says which there are", async () => {
    const wrong: Promise<unknown> = compute.invoke({
      company: "NVSH",
      fiscalYear: 1999,
      ratios: ["net_margin"],
    });

    await expect(wrong).rejects.toThrow(
      "Northvane Shipping has no figures of 1999: there are those of 2025, 2024.",
    );
  });
});

describe("all tools", () => {
  it.each([
    ["search", {}],
    ["search", { query: "" }],
    ["search", { query: "x".repeat(501) }],
    ["search", { query: "x", limit: 1_000 }],
    ["search", { query: "x", limit: -1 }],
    ["search", { query: "x", table: "users" }],
    ["search", { query: ["x"] }],
    ["compute", { company: "NVSH" }],
    ["compute", { company: "NVSH", ratios: [] }],
    ["compute", { company: "NVSH", ratios: ["price_to_earnings"] }],
    ["compute", { company: "NVSH", ratios: ["net_margin"], fiscalYear: "2025; drop table filings" }],
  ])("refuse what their schema does not allow: %s %j", async (name, input) => {
    const wrong: Promise<unknown> = (name === "search" ? search : compute).invoke(input);

    await expect(wrong).rejects.toThrow("did not match expected schema");
  });

  it("change nothing, whatever they are told", async () => {
    const before = await rowCounts();
    for (const text of ["'; drop table filings; --", "$1", "NVSH'; delete from filings; --", "\u0000"]) {
      await search.invoke({ query: text });
      await search.invoke({ query: text, company: text }).catch(() => undefined);
      await compute.invoke({ company: text, ratios: ["net_margin"] }).catch(() => undefined);
    }

    expect(await rowCounts()).toEqual(before);
  });
});
