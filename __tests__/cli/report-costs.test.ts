import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { costsOf } from "../../src/cli/plan/report/costs";
import { stackWith } from "../plan/cost/support";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "report-costs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const nat = stackWith({ resources: [{ address: "aws_nat_gateway.a", after: {} }] });
const mystery = stackWith({ resources: [{ address: "aws_mystery.a", after: {} }] });

describe("what a report tells of costs", () => {
  it("has the difference, and none where nothing that changes has a price", async () => {
    expect((await costsOf([nat], {})).delta).toBe(35.1);
    expect(await costsOf([mystery], {})).not.toHaveProperty("delta");
    expect((await costsOf([stackWith({ resources: [] })], {})).delta).toBe(0);
  });

  it("warns of usage that is of nothing, beside what the limit says", async () => {
    const usage = join(folder, "usage.yml");
    writeFileSync(usage, "version: 1\nresources:\n  aws_nat_gateway.b: { nat_gateway_gb: 1 }\n");
    const { lines } = await costsOf([nat], { usage, maxMonthly: 1 });
    expect(lines).toEqual([
      expect.stringContaining("--max-monthly is met"),
      expect.stringContaining('did you mean "aws_nat_gateway.a"?'),
    ]);
  });
});
