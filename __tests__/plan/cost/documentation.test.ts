import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cents, estimateCosts, PINNED, usd } from "../../../src/plan/cost";
import { USAGE } from "../../../src/plan/cost/usage/defaults";
import { readUsage } from "../../../src/plan/cost/usage/read";
import { exampleStack } from "./support";

const MANUAL = readFileSync(join(import.meta.dirname, "../../../docs/cost.md"), "utf8");

describe("docs/cost.md", () => {
  it("has each usage with what is assumed", () => {
    const rows = Object.entries(USAGE).map(
      ([key, { value, per, what }]) => `| \`${key}\` | ${value} | ${per} | ${what} |`,
    );
    expect(rows.filter((row) => !MANUAL.includes(row))).toEqual([]);
  });

  it("shows a usage.yml that can be read", () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(MANUAL)?.[1] ?? "";
    expect(readUsage(yaml, "docs/cost.md").all).toEqual({ nat_gateway_gb: 200, agents: 5 });
  });

  it("has the numbers of the example", () => {
    const { monthly, fixed, usage, document } = estimateCosts(exampleStack("production"));
    for (const sides of [monthly, fixed, usage]) expect(MANUAL).toContain(` 0.00 -> ${usd(sides.after)} (`);
    if (document === undefined) throw new Error("production in us-east-1 is what the document estimates");
    for (const { estimate } of document.lines) expect(MANUAL).toContain(`| ${usd(estimate)} |`);
    expect(MANUAL).toContain(cents(document.lines[0]?.estimate.low ?? 0));
  });

  it("names each region, and says of none that all is known where it is not", () => {
    for (const [region, { prices }] of Object.entries(PINNED)) {
      const isWhole = Object.values(prices).every((price) => price?.usd !== null);
      expect(MANUAL).toContain(region);
      expect(MANUAL.includes(`| ${region} |`), region).toBe(!isWhole);
    }
  });

  it("says that both environments are priced in each region", () => {
    expect(MANUAL).toContain("Both environments are priced in all five, so that `--strict` passes");
    for (const region of Object.keys(PINNED))
      for (const environment of ["staging", "production"] as const)
        expect(shareIn(region, environment), `${environment} in ${region}`).toBeGreaterThanOrEqual(0.95);
  });
});

function shareIn(region: string, environment: "staging" | "production"): number {
  return estimateCosts(exampleStack(environment, region)).pricedShare.share;
}
