import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CostOptions, costCommand } from "../../src/cli/plan/cost";
import { addPlanCommands } from "../../src/cli/plan/program";
import { captured } from "./cost-support";

const EXAMPLES = join(import.meta.dirname, "../plan/cost/examples");
const PRODUCTION = join(EXAMPLES, "production.json");
const STAGING = join(EXAMPLES, "staging.json");
const CANARY = "canary-5a8e1c-secret";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cost-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

async function run(files: readonly string[], options: CostOptions = {}) {
  const { io, out, err } = captured();
  const code = await costCommand(files, options, io);
  return { code, out: out(), err: err() };
}

const plan = (resources: readonly object[], more: object = {}) =>
  JSON.stringify({ format_version: "1.2", resource_changes: resources, ...more });

const nat = {
  address: "aws_nat_gateway.a",
  mode: "managed",
  type: "aws_nat_gateway",
  name: "a",
  change: { actions: ["create"], before: null, after: {} },
};

describe("langgraph-platform cost", () => {
  it("tells the sum, each resource with its lines, and what would save", async () => {
    const { code, out, err } = await run([PRODUCTION]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("sum                  0.00 -> 405.02 to 720.34 (+405.02 to +720.34)");
    expect(out).toContain("db.t3.medium, Multi-AZ: 0.145 x 730 hours = 105.85");
    expect(out).toContain("One NAT gateway: 73.00;");
    expect(out).toContain("51 of 51 resources that cost something are priced (100 %)");
  });

  it("adds up any number of stacks", async () => {
    const { out } = await run([STAGING, PRODUCTION], { format: "markdown" });
    expect(out).toContain("| **all** | 0.00 | 576.49 to 949.67 | +576.49 to +949.67 |");
    expect(out.match(/^## What /gm)).toHaveLength(2);
  });

  it("puts the document's own table beside the plan's", async () => {
    const { out } = await run([PRODUCTION], { format: "markdown" });
    expect(out).toMatch(
      /\| ECS Fargate \(2 tasks, 1 vCPU, 2 GB\) \| 50\.00 \| 72\.08 to 360\.40 \| the document is low/,
    );
    expect(out).toContain("| NAT gateways (3) | 100.00 | 98.55 |");
    expect(out).toMatch(/\| Not in the document \| - \| 60\.12 \| public IPv4 21\.90;/);
    expect(out).toMatch(/\| \*\*sum\*\* \| \*\*331\.00\*\* \| \*\*405\.02 to 720\.34\*\* \|/);
  });

  it("writes JSON of a version, in USD", async () => {
    const out = join(folder, "cost.json");
    const { code, out: printed } = await run([PRODUCTION], { format: "json", out });
    expect([code, printed]).toEqual([0, ""]);
    const document = JSON.parse(readFileSync(out, "utf8"));
    expect(document).toMatchObject({ formatVersion: 1, currency: "USD", hoursPerMonth: 730 });
    expect(document.monthly.after).toEqual({ low: 405.015556, high: 720.336356 });
    const instance = document.stacks[0].resources.find(
      ({ type }: { type: string }) => type === "aws_db_instance",
    );
    expect(instance.after[0]).toMatchObject({
      item: "db.t3.medium, Multi-AZ",
      price: "0.145",
      date: "2021-03-30",
      source: "rds-user-guide",
      monthly: { low: 105.85, high: 105.85 },
    });
    expect(document.sources["rds-user-guide"].what).toContain("standby");
  });

  it("takes usage from a usage.yml, and tells its mistakes with 1", async () => {
    const usage = write("usage.yml", "version: 1\nusage: { nat_gateway_gb: 1000 }\n");
    const { out } = await run([STAGING], { usage });
    expect(out).toContain("data through it: 0.045 x 1,000 GB = 45.00");
    const wrong = write("wrong.yml", "version: 1\nusage: { nat_gateway_tb: 1 }\n");
    const { code, out: printed, err } = await run([STAGING], { usage: wrong });
    expect([code, printed]).toEqual([1, ""]);
    expect(err).toContain("usage.nat_gateway_tb is unknown; did you mean nat_gateway_gb?");
    expect((await run([STAGING], { usage: join(folder, "none.yml") })).err).toContain(
      "none.yml cannot be read: there is no such file",
    );
  });

  it("ends with 3 when it may cost more than asked for", async () => {
    expect((await run([PRODUCTION], { maxMonthly: 720.34 })).code).toBe(0);
    const { code, err, out } = await run([PRODUCTION], { maxMonthly: 720.33 });
    expect(code).toBe(3);
    expect(err).toBe(
      "--max-monthly is met: after the apply it may cost 720.34 USD a month, more than 720.33.\n",
    );
    expect(out).not.toBe("");
  });

  it("takes what has no price for no reason to be content", async () => {
    const nowhere = await run([write("nowhere-limit.json", plan([nat]))], { maxMonthly: 1_000 });
    expect(nowhere.code).toBe(3);
    expect(nowhere.err).toContain("has a price; is its region known (--region)?");
    const mystery = { ...nat, address: "aws_mystery.b", type: "aws_mystery", name: "b" };
    const partly = await run([write("partly-limit.json", plan([nat, mystery]))], {
      region: "us-east-1",
      maxMonthly: 1_000,
    });
    expect(partly.code).toBe(0);
    expect(partly.err).toBe("--max-monthly says nothing of what has no price: 1 resource.\n");
  });

  it("ends with 3 under --strict when less than 95 % of what costs is priced", async () => {
    const file = write(
      "partly.json",
      plan([nat, { ...nat, address: "aws_mystery.b", type: "aws_mystery", name: "b" }]),
    );
    const options = { region: "us-east-1" };
    expect((await run([file], options)).code).toBe(0);
    const { code, err } = await run([file], { ...options, strict: true });
    expect(code).toBe(3);
    expect(err).toContain("1 of 2 resources that cost something are priced, less than the 95 % of --strict.");
    expect((await run([PRODUCTION], { strict: true })).code).toBe(0);
  });

  it("warns of usage that is of nothing, and ends with 3 for it under --strict", async () => {
    const usage = write(
      "nothing.yml",
      "version: 1\nresources:\n  aws_nat_gatewy.vpc: { nat_gateway_gb: 1 }\n",
    );
    const warned = await run([STAGING], { usage });
    expect(warned.code).toBe(0);
    expect(warned.err).toContain('usage of "aws_nat_gatewy.vpc" is taken for nothing');
    expect((await run([STAGING], { usage, strict: true })).code).toBe(3);
  });

  it.each(["cost", "report"])(
    "%s refuses a region whose prices nobody keeps as wrong usage, and names those that are kept",
    async (command) => {
      let err = "";
      const program = new Command();
      addPlanCommands(program, captured().io, () => {});
      for (const each of program.commands)
        each.exitOverride().configureOutput({
          writeErr: (text) => {
            err += text;
          },
        });
      const parsed = program.parseAsync([command, STAGING, "--region", "mars-1"], { from: "user" });
      await expect(parsed).rejects.toThrow(CommanderError);
      expect(err).toContain("'mars-1' is invalid. Allowed choices are us-east-1, us-west-2, eu-west-1");
    },
  );

  it("names what is not priced, and why", async () => {
    const file = write("nowhere.json", plan([nat]));
    const { out } = await run([file]);
    expect(out).toContain("prices of no region: give --region");
    expect(out).toContain(
      "not priced: aws_nat_gateway.a (aws_nat_gateway): NAT gateway: the plan does not tell the region",
    );
  });

  it("ends with 1 on what cannot be read", async () => {
    const { code, out, err } = await run([join(folder, "missing.json")]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("missing.json cannot be read");
  });

  it("shows neither values nor markup of a plan", async () => {
    const hostile = "<img src=x onerror=alert(1)> @org/team [x](javascript:1) | `code` \u001b[31m";
    const change = {
      actions: ["create"],
      before: null,
      after: { password: CANARY, instance_class: hostile, engine: CANARY, storage_type: CANARY },
    };
    const file = write(
      "hostile.json",
      plan([
        {
          address: `aws_db_instance.${hostile}`,
          mode: "managed",
          type: "aws_db_instance",
          name: "x",
          change,
        },
        { address: "a", mode: "managed", type: hostile, name: "y", change },
      ]),
    );
    for (const format of ["markdown", "terminal"] as const) {
      const { out } = await run([file], { format, region: "us-east-1" });
      const markdown = out.replaceAll(/(`+)[^`].*?\1/gs, "");
      expect(out).not.toContain("\u001b");
      if (format === "markdown") expect(markdown).not.toMatch(/<img|@org|\]\(/);
    }
  });

  it("shows no secret, not even where an attribute that it tells of holds one", async () => {
    const change = {
      actions: ["create"],
      before: null,
      after: {
        password: CANARY,
        engine: CANARY,
        instance_class: CANARY,
        storage_type: CANARY,
        load_balancer_type: CANARY,
        protocol: CANARY,
      },
    };
    const of = (type: string) => ({ address: `${type}.a`, mode: "managed", type, name: "a", change });
    const file = write(
      "secret.json",
      plan(["aws_db_instance", "aws_lb", "aws_sns_topic_subscription"].map(of), {
        variables: { a: { value: CANARY } },
      }),
    );
    for (const format of ["markdown", "terminal", "json"] as const) {
      expect((await run([file], { format, region: "us-east-1" })).out, format).not.toContain(CANARY);
    }
  });
});
