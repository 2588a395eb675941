import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readStack } from "../../../src/plan/model/stack";
import { createReport, type Report, renderMarkdown } from "../../../src/plan/report";
import { flawsOf, nodesIn, parsed } from "../support/markdown";
import { CASES, MODULES } from "./cases";
import { EXPECTED } from "./expected";
import { CANARIES } from "./support/canaries";
import { hashOf } from "./support/made-from";

const FOLDER = import.meta.dirname;
const read = (path: string) => readFileSync(join(FOLDER, path), "utf8");

function reportOf(plan: string): Report {
  return createReport([readStack(read(`${plan}.json`), { source: `${basename(plan)}.json` })]);
}

describe.each(EXPECTED)("the report of $plan", ({ plan, counts, says = [], neverSays = [] }) => {
  const report = reportOf(plan);
  const markdown = renderMarkdown(report);

  it("is the one that is kept", async () => {
    await expect(markdown).toMatchFileSnapshot(join(FOLDER, "reports", `${basename(plan)}.md`));
  });

  it("counts what the plan does", () => {
    const counted = Object.entries(report.counts).filter(([, count]) => count > 0);
    const expected = Object.entries(counts).filter(([, count]) => count > 0);
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expected));
  });

  it("says what a reviewer must know, and nothing that misleads", () => {
    for (const words of says) expect(markdown).toMatch(words);
    for (const words of neverSays) expect(markdown).not.toMatch(words);
  });

  it("is nothing but what GitHub shows as it is meant", () => {
    expect(flawsOf(markdown)).toEqual([]);
    for (const node of nodesIn(parsed(markdown))) {
      if (node.type !== "heading") continue;
      const heading = markdown.slice(node.position?.start.offset, node.position?.end.offset);
      expect(heading).toMatch(/^(## Plan of `|### Destroyed or replaced$|### Changed$)/);
    }
  });

  it("holds no secret, in whatever form", () => {
    expect(markdown.toLowerCase()).not.toContain("canary");
    expect(markdown).not.toContain(Buffer.from("canary").toString("base64").slice(0, 7));
  });
});

describe("golden plans", () => {
  it("all have a report", () => {
    const plans = ["plans", "by-hand"].flatMap((folder) =>
      readdirSync(join(FOLDER, folder))
        .filter((name) => name.endsWith(".json") && name !== "made-from.json")
        .map((name) => `${folder}/${basename(name, ".json")}`),
    );
    expect(plans.sort()).toEqual(EXPECTED.map(({ plan }) => plan).sort());
    expect(readdirSync(join(FOLDER, "reports")).sort()).toEqual(
      plans.map((each) => `${basename(each)}.md`).sort(),
    );
  });

  it("hold every secret in clear, so that masking has something to do", () => {
    const all = CASES.map(({ name }) => read(`plans/${name}.json`)).join("");
    for (const secret of Object.values(CANARIES)) {
      expect(all).toContain(JSON.stringify(secret).slice(1, -1));
    }
  });

  it("were made from the cases as they are: make.ts makes those again that are not", () => {
    expect(JSON.parse(read("plans/made-from.json"))).toEqual(
      Object.fromEntries(CASES.map((golden) => [golden.name, hashOf(golden, MODULES)])),
    );
  });
});
