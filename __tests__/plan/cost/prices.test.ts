import { describe, expect, it } from "vitest";
import { estimateCosts } from "../../../src/plan/cost";
import { isPrice } from "../../../src/plan/cost/money";
import { isPriceKey, type PriceKey, UNITS, unitOf } from "../../../src/plan/cost/prices/catalog";
import { datesOf, PINNED, priceIn, SOURCES } from "../../../src/plan/cost/prices/pinned";
import { PRICED_REGIONS } from "../../../src/plan/cost/prices/regions";
import type { KnownPrice, Price } from "../../../src/plan/cost/prices/types";
import { exampleStack } from "./support";

const pricesOf = (region: string): readonly (readonly [string, Price])[] =>
  Object.entries(PINNED[region]?.prices ?? {}).filter(
    (each): each is [string, Price] => each[1] !== undefined,
  );

function usdOf(region: string, key: PriceKey): number {
  const price = priceIn(region, key);
  if (price.usd === null) throw new Error(`${key} of ${region} is not known`);
  return Number(price.usd);
}

describe("the prices that are pinned", () => {
  it("are those of the regions that may be asked for, each under its name", () => {
    expect(Object.values(PINNED).map(({ region }) => region)).toEqual(PRICED_REGIONS);
    expect(Object.keys(PINNED)).toEqual(PRICED_REGIONS);
  });

  it.each(PRICED_REGIONS)("of %s have each kind of thing, with source and day, or say why not", (region) => {
    const prices = pricesOf(region);
    const known = prices.filter((each): each is readonly [string, KnownPrice] => each[1].usd !== null);
    expect(prices.filter(([key]) => !isPriceKey(key))).toEqual([]);
    expect(Object.keys(UNITS).filter((key) => !prices.some(([name]) => name === key))).toEqual([]);
    expect(known.filter(([, { usd }]) => !isPrice(usd) || Number(usd) === 0)).toEqual([]);
    expect(known.filter(([, { date }]) => !/^20\d\d-\d\d-\d\d$/.test(date))).toEqual([]);
    expect(known.filter(([, { source }]) => !Object.hasOwn(SOURCES, source))).toEqual([]);
    const silent = prices.filter(([, price]) => price.usd === null && price.reason === "");
    expect(silent).toEqual([]);
  });

  it("are from a file at a commit, or from AWS itself, and no source is named in vain", () => {
    const published = ["price-list", "rds-user-guide"];
    const others = Object.entries(SOURCES).filter(([name]) => !published.includes(name));
    const unclear = others.filter(
      ([, { repository = "", commit = "", path, what }]) =>
        !/^[\w.-]+\/[\w.-]+$/.test(repository) ||
        !/^[0-9a-f]{40}$/.test(commit) ||
        path === "" ||
        what === "",
    );
    expect(unclear).toEqual([]);
    const known = PRICED_REGIONS.flatMap((region) => pricesOf(region)).flatMap(([, price]) =>
      price.usd === null ? [] : [price],
    );
    const used = new Set(known.map(({ source }) => source));
    expect(Object.keys(SOURCES).filter((name) => !used.has(name))).toEqual(["price-list"]);
    expect(known.filter(({ source, note }) => source === "rds-user-guide" && note === undefined)).toEqual([]);
  });

  it("are missing where nothing public was found, and nowhere else", () => {
    const missing = PRICED_REGIONS.flatMap((region) =>
      pricesOf(region).flatMap(([key, { usd }]) => (usd === null ? [`${region} ${key}`] : [])),
    );
    expect(missing).toEqual([
      "eu-central-1 rds.gp2.multi.gb-month",
      "eu-central-1 rds.gp2.single.gb-month",
      "ap-southeast-1 rds.gp2.single.gb-month",
    ]);
  });

  it.each(PRICED_REGIONS)(
    "of %s suffice for the platform's own plans, which --strict lets pass",
    (region) => {
      for (const environment of ["staging", "production"] as const) {
        const { pricedShare, resources } = estimateCosts(exampleStack(environment, region));
        const unpriced = resources.flatMap(({ address, isPriced }) => (isPriced ? [] : [address]));
        expect({ environment, unpriced, share: pricedShare.share }).toEqual({
          environment,
          unpriced: [],
          share: 1,
        });
      }
    },
  );

  it.each(PRICED_REGIONS)(
    "of %s are in the order of their keys, so that a refreshed file shows what differs",
    (region) => {
      const keys = pricesOf(region).map(([key]) => key);
      expect(keys).toEqual([...keys].sort());
    },
  );

  it.each(PRICED_REGIONS)("of %s make Multi-AZ cost twice Single-AZ, to AWS's rounding", (region) => {
    const pairs = pricesOf(region).flatMap(([key, multi]) => {
      const single = key.replace(".multi.", ".single.");
      const price = key !== single && isPriceKey(single) ? priceIn(region, single) : undefined;
      return price?.usd == null || multi.usd === null
        ? []
        : [{ key, twice: 2 * Number(price.usd), usd: Number(multi.usd) }];
    });
    expect(pairs.length).toBeGreaterThan(10);
    expect(pairs.filter(({ twice, usd }) => Math.abs(usd - twice) > 0.0015 * Math.max(1, twice))).toEqual([]);
  });

  it("agree with the numbers that were looked up by hand for us-east-1", () => {
    const byHand: readonly (readonly [PriceKey, number])[] = [
      ["nat-gateway.hour", 0.045],
      ["nat-gateway.gb", 0.045],
      ["fargate.x86.vcpu-hour", 0.04048],
      ["fargate.x86.gb-hour", 0.004445],
      ["fargate.arm64.vcpu-hour", 0.03238],
      ["fargate.arm64.gb-hour", 0.00356],
      ["rds.postgres.single.db.t3.medium", 0.072],
      ["rds.postgres.multi.db.t3.medium", 0.145],
      ["rds.gp3.single.gb-month", 0.115],
      ["rds.gp3.multi.gb-month", 0.23],
      ["rds.backup.gb-month", 0.095],
      ["alb.hour", 0.0225],
      ["alb.lcu-hour", 0.008],
      ["cloudwatch.alarm-metric-month", 0.1],
      ["cloudwatch.dashboard-month", 3],
      ["logs.ingested.gb", 0.5],
      ["logs.stored.gb-month", 0.03],
      ["secret.month", 0.4],
      ["kms.key-month", 1],
      ["endpoint.hour", 0.01],
      ["endpoint.gb", 0.01],
      ["public-ipv4.hour", 0.005],
      ["waf.acl-month", 5],
      ["waf.rule-month", 1],
      ["waf.request", 0.0000006],
    ];
    for (const [key, usd] of byHand) expect(usdOf("us-east-1", key), key).toBe(usd);
  });

  it("have what both environments' databases and tasks need, everywhere", () => {
    const needed: readonly PriceKey[] = [
      "rds.postgres.single.db.t3.small",
      "rds.postgres.multi.db.t3.medium",
      "fargate.x86.vcpu-hour",
      "fargate.arm64.gb-hour",
      "nat-gateway.hour",
      "public-ipv4.hour",
    ];
    const missing = PRICED_REGIONS.flatMap((region) =>
      needed.filter((key) => priceIn(region, key).usd === null),
    );
    expect(missing).toEqual([]);
  });

  it("tell of a region or a key that is not pinned, and never take another's", () => {
    expect(priceIn("eu-north-1", "alb.hour")).toEqual({
      usd: null,
      reason: "no prices of eu-north-1 are pinned",
    });
    expect(priceIn("__proto__", "alb.hour").usd).toBeNull();
    expect(priceIn(undefined, "alb.hour").usd).toBeNull();
    expect(priceIn("us-east-1", "rds.postgres.single.db.x9.huge").usd).toBeNull();
  });

  it("tell from when to when they were read", () => {
    const dates = datesOf("us-east-1");
    expect(dates?.first).toBe("2021-03-30");
    expect(dates && dates.first <= dates.last).toBe(true);
    expect(datesOf("us-west-2")?.first).toBe("2019-12-18");
    expect(datesOf("nowhere")).toBeUndefined();
  });

  it("are for a unit each", () => {
    expect(unitOf("alb.lcu-hour")).toBe("LCU-hour");
    expect(unitOf("rds.postgres.multi.db.t3.medium")).toBe("hour");
  });
});
