import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PINNED } from "../../../src/plan/cost";
import { UNITS } from "../../../src/plan/cost/prices/catalog";
import type { RegionPrices } from "../../../src/plan/cost/prices/types";
import {
  changesOf,
  collectPrices,
  fileOf,
  readFile,
  refreshed,
  WANTED,
} from "../../../src/plan/cost/refresh";
import { PlanError } from "../../../src/plan/model/errors";
import { about, COLUMNS, listsOf, rate } from "./price-list";

const REGION = "eu-central-1";
const lists = listsOf(REGION, "EUC1-");

async function* records(all: readonly (readonly string[])[]) {
  yield* all;
}

const collect = (service: string, rates: readonly (readonly string[])[] = lists[service] ?? []) =>
  collectPrices(records([...about(service), ...rates]), { service, region: REGION });

async function priceOf(service: string, key: string): Promise<string | undefined> {
  const { prices } = await collect(service);
  return [...prices].find(([name]) => name === key)?.[1].usd;
}

async function all() {
  const found = await Promise.all(Object.keys(WANTED).map((service) => collect(service)));
  return new Map(found.flatMap(({ prices }) => [...prices]));
}

function pinned(): RegionPrices {
  const region = PINNED[REGION];
  if (region === undefined) throw new Error("it is not pinned");
  return region;
}

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PlanError) return [error.message, ...error.details].join("\n");
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe("AWS's price lists", () => {
  it("are asked for each price that is not a database's, once", () => {
    const keys = Object.values(WANTED).flatMap((list) => list.map(({ key }) => key));
    expect([...keys].sort()).toEqual(Object.keys(UNITS).sort());
  });

  it("give each of them, and nothing from beside it", async () => {
    const found = await all();
    const missing = Object.keys(UNITS).filter((key) => ![...found.keys()].some((name) => name === key));
    expect(missing).toEqual(["cloudwatch.dashboard-month"]);
    expect(await priceOf("AWSELB", "alb.hour")).toBe("0.027");
    expect(await priceOf("AmazonEC2", "nat-gateway.hour")).toBe("0.053");
    expect(await priceOf("AmazonRDS", "rds.backup.gb-month")).toBe("0.095");
    expect(await priceOf("AmazonS3", "s3.standard.gb-month")).toBe("0.0245");
    expect(await priceOf("AmazonRDS", "rds.postgres.single.db.t3.micro")).toBe("0.084");
    expect(await priceOf("AmazonRDS", "rds.postgres.multi.db.t3.micro")).toBe("0.168");
  });

  it("give the first tier that is not free, with its rate code and day", async () => {
    const { prices } = await collect("awskms");
    expect(prices.get("kms.request")).toEqual({
      usd: "0.000003",
      source: "price-list",
      rate: expect.stringMatching(/^SKU\d+\.JRTCKXETXF\.6YS6EN2CT7$/),
      date: "2026-11-20",
    });
  });

  it("may have other columns and orders, other terms, currencies and regions", async () => {
    // SKU names the line of columns, so it stays first
    const head: readonly string[] = [
      "SKU",
      ...[...COLUMNS].reverse().filter((column) => column !== "SKU"),
      "New Column",
    ];
    const columns: readonly string[] = COLUMNS;
    const values = (fields: readonly string[]) =>
      head.map((column) => fields[columns.indexOf(column)] ?? "new");
    const own = rate("EUC1-NatGateway-Hours", "0.0520000000");
    const others = [
      rate("EUC1-NatGateway-Hours", "9", { Currency: "CNY" }),
      rate("EUC1-NatGateway-Hours", "9", { TermType: "Reserved" }),
      rate("EUC1-NatGateway-Hours", "9", { "Region Code": "eu-central-1-ham-1" }),
      rate("EUC1-NatGateway-Hours", "9", { "Location Type": "AWS Outposts" }),
      rate("EUC2-NatGateway-Hours", "9"),
    ];
    const { prices } = await collectPrices(
      records([...about("AmazonEC2").slice(0, -1), head, ...[own, ...others].map(values)]),
      { service: "AmazonEC2", region: REGION },
    );
    expect([...prices].map(([key, { usd }]) => [key, usd])).toEqual([["nat-gateway.hour", "0.052"]]);
  });

  it("are refused when they give two prices, a strange one, another service, or no columns", async () => {
    const nat = (usd: string, more = {}) => rate("EUC1-NatGateway-Hours", usd, more);
    expect(await problemOf(() => collect("AmazonEC2", [nat("0.05"), nat("0.06")]))).toContain(
      "gives two prices for nat-gateway.hour: 0.05",
    );
    for (const usd of ["-1", "1e9", "free", "0.05<script>", "9".repeat(100)]) {
      expect(await problemOf(() => collect("AmazonEC2", [nat(usd)])), usd).toContain(
        "as the price of nat-gateway.hour",
      );
    }
    expect(await problemOf(() => collect("AmazonEC2", [nat("1", { StartingRange: "soon" })]))).toContain(
      "without a start",
    );
    const other = collectPrices(records(about("AmazonEC2")), { service: "AmazonRDS", region: REGION });
    expect(await problemOf(() => other)).toContain('is the list of "AmazonEC2"');
    const narrow = collectPrices(
      records([
        ["OfferCode", "AmazonEC2"],
        ["SKU", "RateCode"],
      ]),
      { service: "AmazonEC2", region: REGION },
    );
    expect(await problemOf(() => narrow)).toContain("lacks the columns TermType");
    const html = collectPrices(records(Array.from({ length: 50 }, () => ["<html>"])), {
      service: "AmazonEC2",
      region: REGION,
    });
    expect(await problemOf(() => html)).toContain("has no line with the columns' names");
    const empty = collectPrices(records([]), { service: "AmazonEC2", region: REGION });
    expect(await problemOf(() => empty)).toContain("is empty");
  });

  it("may have several products that match and cost the same, of which one is taken whatever their order", async () => {
    const engines = ["PostgreSQL", "Any"].map((engine) =>
      rate("EUC1-RDS:GP3-Storage", "0.1370000000", { "Database Engine": engine }),
    );
    const [one, other] = [
      await collect("AmazonRDS", engines),
      await collect("AmazonRDS", engines.toReversed()),
    ];
    expect(one.prices.get("rds.gp3.single.gb-month")).toMatchObject({ usd: "0.137" });
    expect([...other.prices]).toEqual([...one.prices]);
  });

  it("are refused when products that match cost differently, in whatever tiers", async () => {
    const product = (code: string, usd: string, StartingRange: string) =>
      rate("EUC1-NatGateway-Hours", usd, {
        SKU: code,
        RateCode: `${code}.JRTCKXETXF.6YS6EN2CT7`,
        StartingRange,
      });
    const tiered = [product("ONE", "0", "0"), product("ONE", "0.05", "100")];
    for (const others of [[product("OTHER", "0.06", "0")], [product("OTHER", "0.06", "500")]]) {
      expect(await problemOf(() => collect("AmazonEC2", [...tiered, ...others]))).toContain(
        "gives two prices for nat-gateway.hour: 0.05 (ONE.JRTCKXETXF.6YS6EN2CT7) and 0.06 (OTHER.",
      );
    }
    const again = [...tiered, product("ONE", "0.06", "100")];
    expect(await problemOf(() => collect("AmazonEC2", again))).toContain(
      "0.05 (ONE.JRTCKXETXF.6YS6EN2CT7) and 0.06 (ONE.",
    );
    const free = await collect("AmazonEC2", [...tiered, product("FREE", "0.0000000000", "0")]);
    expect(free.prices.get("nat-gateway.hour")?.usd).toBe("0.05");
    const many = Array.from({ length: 21 }, (_, at) => product(`P${at}`, "0.05", "0"));
    expect(await problemOf(() => collect("AmazonEC2", many))).toContain(
      "more than 20 products that match nat-gateway.hour",
    );
  });

  it.each([
    ["v2.0", 'is of the form "v2.0"'],
    ["v10", 'is of the form "v10"'],
    ["", 'is of the form ""'],
  ])("are refused in a form that is not known: %j", async (version, problem) => {
    const lines = about("AmazonEC2").map((line) =>
      line[0] === "FormatVersion" ? ["FormatVersion", version] : line,
    );
    const other = collectPrices(records(lines), { service: "AmazonEC2", region: REGION });
    expect(await problemOf(() => other)).toContain(problem);
  });

  it("are refused when nothing in them is in USD", async () => {
    const yuan = rate("EUC1-NatGateway-Hours", "0.37", { Currency: "CNY" });
    expect(await problemOf(() => collect("AmazonEC2", [yuan]))).toContain(
      'has no price in USD, but in "CNY"',
    );
  });

  it("give nothing for a product without a price", async () => {
    const reserved = rate("EUC1-NatGateway-Hours", "1", { TermType: "Reserved" });
    expect((await collect("AmazonEC2", [reserved])).prices.size).toBe(0);
    expect(await problemOf(() => collect("AmazonEC2", [rate("EUC1-NatGateway-Hours", "")]))).toContain(
      'gives "" as the price of nat-gateway.hour',
    );
  });

  it("keep no rate code that is none", async () => {
    const { prices } = await collect("AmazonEC2", [
      rate("EUC1-NatGateway-Hours", "0.05", { RateCode: "<b>" }),
    ]);
    expect(prices.get("nat-gateway.hour")?.rate).toBe("none");
  });
});

describe("a refreshed file", () => {
  it("has what the lists have, and keeps what they may lack", async () => {
    const after = refreshed(pinned(), await all());
    expect(after.prices["nat-gateway.hour"]).toMatchObject({ usd: "0.053", source: "price-list" });
    expect(after.prices["alb.lcu-hour"]).toMatchObject({ usd: "0.008" });
    expect(after.prices["cloudwatch.dashboard-month"]).toEqual(pinned().prices["cloudwatch.dashboard-month"]);
  });

  it("is not made where a list lacks what is known today", async () => {
    const found = await all();
    found.delete("nat-gateway.hour");
    expect(await problemOf(() => refreshed(pinned(), found))).toContain(
      "lack 1 prices that are pinned today.\nnat-gateway.hour",
    );
  });

  it("stays to the letter when nothing has changed but the day", async () => {
    const first = refreshed(pinned(), await all());
    const later = new Map([...(await all())].map(([key, price]) => [key, { ...price, date: "2026-12-24" }]));
    expect(fileOf(refreshed(first, later))).toBe(fileOf(first));
  });

  it("is in the order of its keys, whatever the order of the lists", async () => {
    const found = [...(await all())];
    const text = fileOf(refreshed(pinned(), new Map(found)));
    fc.assert(
      fc.property(fc.shuffledSubarray(found, { minLength: found.length }), (shuffled) => {
        expect(fileOf(refreshed(pinned(), new Map(shuffled)))).toBe(text);
      }),
      { numRuns: 10 },
    );
    const keys = Object.keys(readFile(text, "f").prices);
    expect(keys).toEqual([...keys].sort());
  });

  it("is read again as it was written, and nothing else is taken for one", async () => {
    for (const region of Object.values(PINNED)) expect(readFile(fileOf(region), "f")).toEqual(region);
    for (const text of [
      "",
      "[]",
      "{}",
      '{"region":"x","prices":{"a.b":{"usd":"1"}}}',
      '{"region":"x","prices":{"alb.hour":{"usd":1}}}',
    ]) {
      expect(await problemOf(() => readFile(text, "f.json")), text).toContain("f.json");
    }
  });

  it("tells what has changed, and by how much", async () => {
    const text = changesOf(pinned(), refreshed(pinned(), await all()));
    expect(text).toContain("### eu-central-1");
    expect(text).toContain("| `nat-gateway.hour` | 0.052 | 0.053 | +1.9 % |");
    expect(text).toContain("| `rds.backup.gb-month` | 0.103 | 0.095 | -7.8 % |");
    const { "alb.lcu-hour": known, ...prices } = pinned().prices;
    expect(known?.usd).toBe("0.008");
    const reason = "no public source was read for this region";
    const without = { region: REGION, prices: { ...prices, "alb.lcu-hour": { usd: null, reason } } };
    expect(changesOf(without, pinned())).toContain("| `alb.lcu-hour` | not known | 0.008 |  |");
    expect(changesOf(pinned(), pinned())).toBe("### eu-central-1\n\n94 of 94 prices are as they were.");
  });
});
