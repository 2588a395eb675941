import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CostLine, estimateCosts, MICROS_PER_USD } from "../../../src/plan/cost";
import { exampleStack } from "./support";

const README = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
const SECTION = README.split("### What it costs")[1]?.split(/^#/m)[0] ?? "";
const ENVIRONMENTS = ["staging", "production"] as const;

/** Lines of the table "What it costs", by what they begin with, and which parts of an estimate they stand for. */
const ROWS: readonly (readonly [string, (line: CostLine) => boolean])[] = [
  ["NAT gateways", ({ key }) => key === "nat-gateway.hour"],
  ["Fargate", ({ key }) => key?.startsWith("fargate.") === true],
  ["database instance", ({ key }) => key?.startsWith("rds.postgres.") === true],
  ["database storage", ({ key }) => key?.startsWith("rds.gp3.") === true],
  ["load balancer", ({ key }) => key === "alb.hour"],
  ["public IPv4 addresses", ({ key }) => key === "public-ipv4.hour"],
  ["WAF", ({ key }) => key === "waf.acl-month" || key === "waf.rule-month"],
  [
    "key, secrets, alarms",
    ({ key = "" }) =>
      [
        "kms.key-month",
        "secret.month",
        "cloudwatch.alarm-metric-month",
        "cloudwatch.dashboard-month",
      ].includes(key),
  ],
  ["metrics of two traced agents", ({ item }) => item === "metrics of traced agents"],
];

function cellsOf(row: string): readonly string[] {
  const line = SECTION.split("\n").find(
    (each) => each.startsWith(`| ${row}`) || each.startsWith(`| **${row}`),
  );
  if (line === undefined) throw new Error(`README.md has no line ${row} in "What it costs"`);
  return line
    .split("|")
    .slice(2, 4)
    .map((cell) => cell.trim());
}

const shown = (cell: string): number => Number(/\d+/.exec(cell)?.[0] ?? "0");

/** USD of what matches, at the fewest tasks. */
function estimated(environment: (typeof ENVIRONMENTS)[number], holds: (line: CostLine) => boolean): number {
  const { resources } = estimateCosts(exampleStack(environment));
  const lines = resources.flatMap(({ after }) => after).filter(holds);
  return lines.reduce((sum, { monthly }) => sum + (monthly?.low ?? 0), 0) / MICROS_PER_USD;
}

describe.each(ENVIRONMENTS)("README's table of what %s costs", (environment) => {
  const column = ENVIRONMENTS.indexOf(environment);

  it.each(ROWS)("has %s as it is estimated, to a dollar", (row, holds) => {
    const cell = cellsOf(row)[column] ?? "";
    expect(Math.abs(shown(cell) - estimated(environment, holds))).toBeLessThanOrEqual(0.75);
  });

  it("has the sum of its lines", () => {
    const sum = ROWS.reduce((total, [, holds]) => total + estimated(environment, holds), 0);
    expect(Math.abs(shown(cellsOf("sum")[column] ?? "") - sum)).toBeLessThanOrEqual(1);
  });
});
