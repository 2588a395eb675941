import { describe, expect, it } from "vitest";
import { estimateCosts } from "../../../src/plan/cost";
import { USAGE } from "../../../src/plan/cost/usage/defaults";
import { readUsage } from "../../../src/plan/cost/usage/read";
import { unmatchedUsage } from "../../../src/plan/cost/usage/unmatched";
import { PlanError } from "../../../src/plan/model/errors";
import { readStack } from "../../../src/plan/model/stack";
import { costOf, dollars, stackWith } from "./support";

function problems(text: string): readonly string[] {
  try {
    readUsage(text, "usage.yml");
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return [error.message, ...error.details];
  }
  return [];
}

describe("a usage.yml", () => {
  it("says what is used everywhere, and by single resources", () => {
    const usage = readUsage(
      "version: 1\nusage:\n  nat_gateway_gb: 200\nresources:\n  aws_nat_gateway.b: { nat_gateway_gb: 0 }\n",
      "usage.yml",
    );
    const parts = {
      resources: ["a", "b"].map((name) => ({ address: `aws_nat_gateway.${name}`, after: {} })),
    };
    const used = (name: string) => costOf(parts, `aws_nat_gateway.${name}`, { usage });
    expect(dollars(used("a").usage.after.low)).toBe(9);
    expect(used("a").after[1]?.assumed).toContain("200 (given)");
    expect(used("b").usage.after.low).toBe(0);
  });

  it("may name a construct", () => {
    const usage = readUsage("version: 1\nresources:\n  vpc/nat-0: { nat_gateway_gb: 1000 }\n", "usage.yml");
    const template = {
      "//": { metadata: { stackName: "s" } },
      resource: { aws_nat_gateway: { x: { "//": { metadata: { path: "s/vpc/nat-0" } } } } },
    };
    const change = {
      address: "aws_nat_gateway.x",
      mode: "managed",
      type: "aws_nat_gateway",
      name: "x",
      change: { actions: ["create"], before: null, after: {} },
    };
    const plan = JSON.stringify({ format_version: "1.2", resource_changes: [change] });
    const stack = readStack(plan, { source: "p", templateText: JSON.stringify(template) });
    expect(dollars(estimateCosts(stack, { usage, region: "us-east-1" }).usage.after.low)).toBe(45);
  });

  it("is told all its mistakes at once", () => {
    const text =
      "version: 2\nusage:\n  nat_gatway_gb: 5\n  alb_lcu: -1\n  agents: many\nresources: [a]\nusages: {}\n";
    expect(problems(text)).toEqual([
      "usage.yml has 6 mistakes.",
      '"usages" is unknown at the top; did you mean usage?',
      "version is 2, and must be 1",
      "usage.nat_gatway_gb is unknown; did you mean nat_gateway_gb?",
      "usage.alb_lcu is -1, and must be a number from 0 to 1000000000",
      'usage.agents is "many", and must be a number from 0 to 1000000000',
      "resources is a list, and must be a mapping",
    ]);
  });

  it("is asked whether it meant a name that is close", () => {
    expect(problems("version: 1\nusage: { log_ingest_gb: 5 }")[1]).toBe(
      "usage.log_ingest_gb is unknown; did you mean log_ingested_gb?",
    );
  });

  it("is refused when it is no YAML, no mapping, empty, or has a key twice", () => {
    expect(problems("usage: [")[0]).toContain("usage.yml is not YAML");
    expect(problems("version: 1\nversion: 1")[0]).toContain("usage.yml is not YAML");
    expect(problems("- a")).toContain("the file is a list, and must be a mapping");
    expect(problems("")).toContain("version is missing, and must be 1");
    expect(problems("x".repeat(1_000_001))[0]).toContain("longer than");
  });

  it("does not blow up by aliases, nor take __proto__ for more than a name", () => {
    const bomb = `version: 1\na: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
      .split("")
      .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[at]}`).join(",")}]`)
      .join("\n")}\n`;
    expect(problems(bomb).length).toBeGreaterThan(0);
    const usage = readUsage("version: 1\nresources:\n  __proto__: { nat_gateway_gb: 7 }\n", "usage.yml");
    expect(Object.keys(usage.resources)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).nat_gateway_gb).toBeUndefined();
  });
});

describe("resources that a usage.yml names", () => {
  const stack = stackWith({ resources: [{ address: 'aws_nat_gateway.a["x"]', after: {} }] });
  const unmatched = (...names: readonly string[]) =>
    unmatchedUsage(
      { all: {}, resources: Object.fromEntries(names.map((name) => [name, { nat_gateway_gb: 1 }])) },
      [stack],
    );

  it("are told where no plan has them, with the name that is nearest", () => {
    expect(unmatched('aws_nat_gateway.a["x"]')).toEqual([]);
    expect(unmatched('aws_nat_gatway.a["x"]', "quite/else")).toEqual([
      'usage of "aws_nat_gatway.a[\\"x\\"]" is taken for nothing: no plan has it; did you mean "aws_nat_gateway.a[\\"x\\"]"?',
      'usage of "quite/else" is taken for nothing: no plan has it.',
    ]);
  });

  it.each([
    ["module.nets.aws_nat_gateway.a", "module.net.aws_nat_gateway.a"],
    ["module.net.aws_nat_gatway.a", "module.net.aws_nat_gateway.a"],
    ["module.net.aws_nat_gateway.aa", "module.net.aws_nat_gateway.a"],
    ['module.net.aws_nat_gateway.a["x.y"]', "module.net.aws_nat_gateway.a"],
    ["module.net.aws_nat_gatway.aa", undefined],
  ])("are compared with those of the same type or name alone: %s", (name, nearest) => {
    const resources = ["module.net.aws_nat_gateway.a", "module.net.aws_eip.b"].map((address) => ({
      address,
      after: {},
    }));
    const usage = { all: {}, resources: { [name]: {} } };
    const [line] = unmatchedUsage(usage, [stackWith({ resources })]);
    expect(/did you mean "(.+)"/.exec(line ?? "")?.[1]).toBe(nearest);
  });

  it("are all told, the first few with a suggestion, since each may be compared with thousands", () => {
    const lines = unmatched(...Array.from({ length: 300 }, (_, at) => `aws_nat_gateway.a${at}`));
    expect(lines).toHaveLength(300);
    expect(lines.map((line) => line.includes("did you mean"))).toEqual(lines.map((_, at) => at < 3));
  });

  it("are cut and compared with nothing where they are a megabyte", () => {
    expect(unmatched("x".repeat(1_000_000))[0]?.length).toBeLessThan(300);
  });
});

describe("what is assumed", () => {
  it("is told for what each value is, and is never negative", () => {
    for (const [key, { value, per, what }] of Object.entries(USAGE)) {
      expect(value, key).toBeGreaterThanOrEqual(0);
      expect(per.length * what.length, key).toBeGreaterThan(0);
    }
  });
});
