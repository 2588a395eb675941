import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { SecurityCheck } from "../../../../src/cli/security/check";
import { installCheckov, runCheckov } from "../../../../src/local/checkov";
import { Log } from "../../../../src/local/log";
import { checkTools } from "../../../../src/local/tools";
import { estimateCosts, MICROS_PER_USD } from "../../../../src/plan/cost";
import { readStack, type Stack } from "../../../../src/plan/model/stack";
import { readCheckovReport } from "../../../../src/security/checkov-report";
import { type Exception, readExceptions } from "../../../../src/security/exceptions";
import { sourceFile } from "../../../../src/security/source-file";
import { cancel, check, ROOT } from "./support";

const exceptions = readExceptions(readFileSync(join(ROOT, "policy/exceptions.json"), "utf8"), "the list");

/** The resource's planned values, changed. */
function changed(stack: Stack, type: string, values: object): string {
  return JSON.stringify(stack.plan.json, (_, value) =>
    value?.type === type && value.change !== undefined
      ? { ...value, change: { ...value.change, after: { ...value.change.after, ...values } } }
      : value?.type === type && value.values !== undefined
        ? { ...value, values: { ...value.values, ...values } }
        : value,
  );
}

/** What a stack costs a month at the least, usage aside, in USD. */
function fixedCost(stack: Stack): number {
  return estimateCosts(stack).fixed.after.low / MICROS_PER_USD;
}

describe("npm run policy", () => {
  let checked: SecurityCheck;
  let staging: Stack;

  beforeAll(async () => {
    checked = await check();
    const found = checked.plans.find(({ name }) => name === "staging");
    if (found === undefined) throw new Error("There is no plan of staging");
    staging = found;
  });

  it("finds nothing in either environment but what is excepted, and all of that", () => {
    expect(checked.plans.map(({ name }) => name)).toEqual(["staging", "production"]);
    expect(checked.problems).toEqual([]);
    expect(checked.passed).toBeGreaterThan(450);
    expect(checked.excepted).toBe(exceptions.length);
  });

  it("names a file for whatever may be found", () => {
    const files = checked.plans.flatMap(({ plan, constructs }) =>
      plan.changes
        .filter(({ mode }) => mode === "managed")
        .map((each) => sourceFile(constructs.pathOf(each))),
    );
    expect([...new Set(files)].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("sees what is weakened", async () => {
    const folder = mkdtempSync(join(tmpdir(), "weakened-"));
    const log = new Log(join(folder, "log"));
    onTestFinished(() => {
      log.close();
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, "tfplan.json");
    writeFileSync(file, changed(staging, "aws_db_instance", { storage_encrypted: false }));

    const options = { root: ROOT, home: join(ROOT, ".emulator"), tools: await checkTools(), log, cancel };
    const python = await installCheckov(options, () => undefined);
    const { findings } = readCheckovReport(await runCheckov(python, file, options));

    expect(findings.filter(({ check }) => check === "CKV_AWS_16")).toHaveLength(1);
  });

  it("excepts for costs that are as high as it says", () => {
    const twoZones = readStack(changed(staging, "aws_db_instance", { multi_az: true }), {
      source: "changed",
    });
    const standby = fixedCost(twoZones) - fixedCost(staging);
    const measured: Readonly<Record<string, number>> = {
      CKV_AWS_157: standby,
      CKV_AWS_293: fixedCost(staging),
      CKV_AWS_150: fixedCost(staging),
    };
    const costs = exceptions.filter(({ reason }) => "cost" in reason);
    expect(Object.fromEntries(costs.map((each) => [each.check, usdOf(each)]))).toEqual(
      Object.fromEntries(Object.entries(measured).map(([check, usd]) => [check, Number(usd.toFixed(2))])),
    );
  });
});

function usdOf({ reason }: Exception): number | undefined {
  return "cost" in reason ? reason.monthly_usd : undefined;
}
