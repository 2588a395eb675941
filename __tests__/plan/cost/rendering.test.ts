import { describe, expect, it } from "vitest";
import { costMarkdown, costSection, costTerminal, estimateCosts } from "../../../src/plan/cost";
import { estimateOf, exampleStack, type Planned } from "./support";

const many = (count: number): readonly Planned[] =>
  Array.from({ length: count }, (_, at) => ({ address: `aws_nat_gateway.n${at}`, after: {} }));

/** Cells of each line of a table; GitHub takes `\|` for no end of a cell. */
function cellsOf(markdown: string): readonly number[] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.replaceAll("\\|", "").split("|").length);
}

describe("an estimate as Markdown", () => {
  it("keeps its tables whole whatever a resource is called", () => {
    const names = ["a|b", "a\\|b", "a\nb", "`a`", "```", "| --- |", "<b>|</b>"];
    const estimate = estimateOf({
      resources: names.map((name) => ({ address: `aws_nat_gateway.n["${name}"]`, after: {} })),
    });
    const head = costMarkdown([estimate]).split("<details>")[0] ?? "";
    expect(new Set(cellsOf(head.split("\n\n")[2] ?? ""))).toEqual(new Set([7]));
  });

  it("cuts names of a megabyte", () => {
    const estimate = estimateOf({
      resources: [{ address: `aws_nat_gateway.${"x".repeat(1_000_000)}`, after: {} }],
    });
    expect(costMarkdown([estimate]).length).toBeLessThan(20_000);
    expect(costTerminal([estimate]).length).toBeLessThan(20_000);
  });

  it("says that nothing costs where nothing does", () => {
    expect(costMarkdown([estimateOf({ resources: [] })])).toContain("Nothing that costs.");
  });

  it("names where its prices are from, and when they were read", () => {
    const text = costMarkdown([estimateCosts(exampleStack("staging"))]);
    expect(text).toMatch(
      /Prices of us-east-1, read between 2021-03-30 and 2026-05-03 \(.*infracost\/infracost/,
    );
    expect(text).toContain("without tax, discounts and an account's free tiers");
  });
});

describe("the section of a report", () => {
  const estimates = ["staging", "production"] as const;
  const section = costSection(estimates.map((name) => estimateCosts(exampleStack(name))));

  it("has the sum in its title, also where all else is left out", () => {
    expect(section.title).toBe("Cost: 576.49 to 949.67 USD a month (+576.49 to +949.67)");
    expect(section.levels.at(-1)).toContain("production: 405.02 to 720.34 USD a month (+405.02 to +720.34).");
  });

  it("becomes shorter from level to level, and says what is left out", () => {
    const lengths = section.levels.map(({ length }) => length);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    const { levels } = costSection([estimateOf({ resources: many(300) })]);
    expect(levels[0]).toContain("100 cheaper ones are left out.");
    expect(levels[1]).toContain("285 cheaper ones are left out.");
    expect(levels[3]?.length).toBeLessThan(200);
  });

  it("has what is not priced in each level that has tables", () => {
    const { levels } = costSection([
      estimateOf({ resources: [...many(1), { address: "aws_mystery.a", after: {} }] }),
    ]);
    for (const level of levels.slice(0, 2)) expect(level).toContain("`aws_mystery.a`");
    for (const level of levels) expect(level).toContain("1 of 2 resources");
  });
});
