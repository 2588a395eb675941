import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addPlanCommands } from "../../src/cli/plan/program";
import { type ReportCommandOptions, reportCommand } from "../../src/cli/plan/report";
import { CONDITIONS } from "../../src/plan/report";
import { creates, destroys, mixed, planText, resource } from "../plan/support/plans";
import { captured } from "./cost-support";

const CANARY = "canary-5a8e1c-secret";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, name = "tfplan.json"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const written = (name: string) => readFileSync(join(folder, name), "utf8");

async function run(
  files: readonly string[],
  options: ReportCommandOptions = {},
  env: NodeJS.ProcessEnv = {},
) {
  const { io, out, err } = captured();
  const code = await reportCommand(files, { cost: false, ...options }, { ...io, env });
  return { code, out: out(), err: err() };
}

/** As the shell gives them. */
async function commandLine(...args: readonly string[]) {
  const { io, out, err } = captured();
  let code: number | undefined;
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => io.err.write(text) });
  addPlanCommands(program, io, (each) => {
    code = each;
  });
  for (const each of program.commands)
    each.exitOverride().configureOutput({ writeErr: (text) => io.err.write(text) });
  const refused = await program.parseAsync(["node", "program", ...args]).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { code, refused: refused !== undefined, out: out(), err: err() };
}

const database = resource("aws_db_instance.main", { actions: ["delete"], before: { engine: "postgres" } });
const bucket = resource("aws_s3_bucket.a", {
  actions: ["create", "delete"],
  before: { bucket: "a" },
  after: { bucket: "b" },
  replace_paths: [["bucket"]],
});
const nat = resource("aws_nat_gateway.a", { actions: ["create"], after: {} });

describe("langgraph-platform report", () => {
  it("prints Markdown where there is no terminal, and ends with 0", async () => {
    const { code, out, err } = await run([write(planText(creates(2)))]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("**2 to add**");
  });

  it("reads any number of plans into one report", async () => {
    const { out } = await run([write(planText(creates(2)), "a.json"), write(planText([database]), "b.json")]);
    expect(out).toContain("**2 to add, 1 to destroy**");
  });

  it("writes all that is asked for in one run", async () => {
    const file = write(planText([database]));
    const options = { out: join(folder, "r.md"), json: join(folder, "r.json"), html: join(folder, "r.html") };
    const { code, out } = await run([file], options);
    expect([code, out]).toEqual([0, ""]);
    expect(written("r.md")).toContain("**1 to destroy**");
    expect(JSON.parse(written("r.json")).stacks[0].changes[0].differences).toEqual([
      { path: "engine", change: "remove", before: "postgres" },
    ]);
    expect(written("r.html")).toMatch(/^<!doctype html>[\s\S]*aws_db_instance\.main/);
  });

  it("puts a hidden line first, which no key breaks out of", async () => {
    const { out } = await run([write(planText([]))], { key: "staging --> <b>" });
    expect(out).toMatch(/^<!-- langgraph-platform report staging%20%2D-%3E%20%3Cb%3E -->\n## /);
  });

  it("keeps to the limit, and the JSON holds every change all the same", async () => {
    const file = write(planText(mixed(600)));
    const { out } = await run([file], { limit: 5_000, json: join(folder, "r.json") });
    expect(Buffer.byteLength(out)).toBeLessThanOrEqual(5_000);
    const { changes } = JSON.parse(written("r.json")).stacks[0];
    expect(changes).toHaveLength(600);
    expect(changes[300].differences).toEqual([
      { path: 'policy.Statement["Reads"].Action[1]', change: "add", after: "s3:ListBucket" },
    ]);
    expect(written("r.json")).not.toContain("s3cr3t");
  });

  it("tells what it costs, as a section", async () => {
    const { out } = await run([write(planText([nat]))], { cost: true, region: "us-east-1" });
    expect(out).toMatch(/<details><summary>Cost: 35\.10 USD a month/);
  });
});

describe("rules", () => {
  const open = resource("aws_db_instance.open", {
    actions: ["create"],
    after: { publicly_accessible: true },
  });

  it("that are broken are told where it is asked for, and end nothing", async () => {
    const file = write(planText([open]));
    const { code, out } = await run([file], { policy: true });
    expect(code).toBe(0);
    expect(out).toMatch(/<summary>[^<]*rule[\s\S]*aws_db_instance\.open/i);
    expect((await run([file])).out).not.toMatch(/<summary>[^<]*rule/i);
  });
});

describe("what a run fails on", () => {
  it("is told with all that is met, after the report is made", async () => {
    const failOn = ["destroy-stateful", "replace", "drift", "replace-stateful"] as const;
    const { code, out, err } = await run([write(planText([database, bucket]))], { failOn });
    expect(code).toBe(3);
    expect(out).toContain("**1 to replace, 1 to destroy**");
    expect(err).toBe(
      "--fail-on destroy-stateful is met: something that holds data is destroyed.\n" +
        "--fail-on replace is met: something is replaced.\n" +
        "--fail-on replace-stateful is met: something that holds data is replaced.\n",
    );
  });

  it("is nothing where no condition is met", async () => {
    expect((await run([write(planText(creates(1)))], { failOn: ["destroy", "errored"] })).code).toBe(0);
  });

  it("is a monthly cost above the most", async () => {
    const file = write(planText([nat]));
    const { code, err } = await run([file], { cost: true, region: "us-east-1", maxMonthly: 10 });
    expect(code).toBe(3);
    expect(err).toMatch(
      /^--max-monthly is met: after the apply it may cost [\d.]+ USD a month, more than 10\.00\.\n$/,
    );
    expect((await run([file], { cost: true, region: "us-east-1", maxMonthly: 1_000 })).code).toBe(0);
  });
});

describe("within a workflow", () => {
  it("gives outputs to the steps that follow, each in a block of its own", async () => {
    const GITHUB_OUTPUT = write("before=1\n", "output");
    await run([write(planText([database, nat]))], { cost: true, region: "us-east-1" }, { GITHUB_OUTPUT });
    const text = written("output");
    const blocks = [...text.matchAll(/^([\w-]+)<<(end-[\w-]+)\n(.*)\n\2$/gm)].map(([, name, , value]) => [
      name,
      value,
    ]);
    expect(text).toMatch(/^before=1\n/);
    expect(Object.fromEntries(blocks)).toMatchObject({
      "has-changes": "true",
      "has-destroy": "true",
      "has-replace": "false",
    });
    expect(Object.fromEntries(blocks)["monthly-cost-delta"]).toMatch(/^-?\d+\.\d\d$/);
  });

  it("appends to the step's summary up to its own limit, which is larger", async () => {
    const GITHUB_STEP_SUMMARY = write("x".repeat(900_000), "summary");
    const { out } = await run(
      [write(planText(destroys(2_000)))],
      { stepSummary: true },
      { GITHUB_STEP_SUMMARY },
    );
    expect(Buffer.byteLength(out)).toBeLessThanOrEqual(65_000);
    const size = Buffer.byteLength(written("summary"));
    expect(size).toBeGreaterThan(1_000_000);
    expect(size).toBeLessThanOrEqual(1024 * 1024);
  });

  it("leaves a full summary alone, and says so", async () => {
    const GITHUB_STEP_SUMMARY = write("x".repeat(1024 * 1024), "summary");
    const { code, err } = await run([write(planText([]))], { stepSummary: true }, { GITHUB_STEP_SUMMARY });
    expect([code, err]).toEqual([0, "The step's summary is full: the report is not in it.\n"]);
  });
});

describe("colours", () => {
  const file = () => write(planText(creates(1)));

  it("are for terminals, and can be asked for or refused", async () => {
    const terminal = { format: "terminal" } as const;
    expect((await run([file()], terminal)).out).not.toContain("\u001b");
    expect((await run([file()], terminal, { FORCE_COLOR: "1" })).out).toContain("\u001b[32madd");
    expect((await run([file()], terminal, { FORCE_COLOR: "1", NO_COLOR: "1" })).out).not.toContain("\u001b");
  });
});

describe("what cannot be read", () => {
  const SECRET = JSON.stringify({ actions: ["create"], after: { password: CANARY } });
  const missing = () => join(folder, "missing.json");
  const whole = planText([resource("aws_a.a", { actions: ["create"], after: { password: CANARY } })]);

  it.each([
    ["no file", missing, /there is no such file/],
    ["an empty file", () => write(""), /is empty/],
    ["what is no JSON", () => write(`secret = ${CANARY}`), /is not JSON/],
    ["a plan that is cut off", () => write(whole.slice(0, -80)), /is cut off|is not valid JSON/],
    ["a plan of the future", () => write(whole.replace('"1.2"', '"2.0"')), /format_version 2\.0/],
    [
      "a plan that is nested too deep",
      () => write(`{"a":${"[".repeat(300)}${"]".repeat(300)}}`),
      /nested deeper/,
    ],
    [
      "what only looks like one",
      () => write(`{"format_version":"1.2","resource_changes":[{"change":${SECRET}}]}`),
      /has no address/,
    ],
    [
      "actions of nobody",
      () => write(whole.replace('"create"', '"explode"')),
      /actions is none of Terraform's/,
    ],
  ])("ends with 1 and a sentence on %s", async (_, file, words) => {
    const { code, out, err } = await run([file()]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(words);
    expect(err).not.toContain("canary");
  });

  it("tells every file that cannot be read", async () => {
    const { err } = await run([missing(), write("")]);
    expect(err).toMatch(/missing\.json[\s\S]*is empty/);
  });

  it("ends with 1 where it cannot write", async () => {
    const { code, err } = await run([write(planText([]))], { json: join(folder, "no", "such.json") });
    expect(code).toBe(1);
    expect(err).toMatch(
      /such\.json cannot be written: there is no such file or folder\.\nSee that its name is right/,
    );
  });
});

describe("a plan of a stranger", () => {
  it("with texts of a megabyte is shown in part, and quickly", async () => {
    const long = "x".repeat(1_000_000);
    const file = write(
      planText([
        resource("aws_a.a", {
          actions: ["update"],
          before: { text: `${long}a` },
          after: { text: `${long}b` },
        }),
        resource(`aws_a.${long}`, { actions: ["create"], after: { [long]: long } }),
      ]),
    );
    const { code, out } = await run([file], { title: long });
    expect(code).toBe(0);
    expect(out.length).toBeLessThan(10_000);
    expect(out).toContain('a" (1,000,001 characters)');
  });
});

describe("the command line", () => {
  it("tells the smallest limit, and which drift is one to fail on", async () => {
    const { io } = captured();
    const program = new Command();
    addPlanCommands(program, io, () => {});
    const help = program.commands.find((each) => each.name() === "report")?.helpInformation() ?? "";
    expect(help.replaceAll(/\s+/g, " ")).toContain("at least 2500 (default: 65000");
    expect(help.replaceAll(/\s+/g, " ")).toContain("(drift is what the configuration reads");
  });

  it("takes conditions by commas and again, and plans after them", async () => {
    const { code, err } = await commandLine(
      "report",
      "--no-cost",
      "--fail-on",
      "destroy, replace",
      "--fail-on",
      "errored",
      write(planText([database])),
    );
    expect([code, err]).toEqual([3, "--fail-on destroy is met: something is destroyed.\n"]);
  });

  it.each([
    [["--fail-on", "rain"], /Choose from changes, destroy/],
    [["--limit", "10"], /at least 2500/],
    [["--format", "pdf"], /markdown, json, terminal/],
    [["--max-monthly", "much"], /amount of USD/],
    [["--key", ""], /a name of 1 to 100 characters/],
  ])("refuses %j", async (options, words) => {
    const { refused, err } = await commandLine("report", ...options, "tfplan.json");
    expect(refused).toBe(true);
    expect(err).toMatch(words);
  });
});

describe("docs/plan-report.md", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/plan-report.md"), "utf8");

  it("tells every option and every condition", () => {
    const program = new Command();
    addPlanCommands(program, captured().io, () => {});
    const options = program.commands.find((each) => each.name() === "report")?.options ?? [];
    expect(options.length).toBeGreaterThan(10);
    expect(options.map(({ long }) => long).filter((long) => !text.includes(`${long}`))).toEqual([]);
    expect(CONDITIONS.filter((each) => !text.includes(`\`${each}\``))).toEqual([]);
  });

  it("tells every member of the JSON", async () => {
    const moved = { previous_address: "aws_a.old", deposed: "0a1b", action_reason: "replace_by_request" };
    const change = {
      ...bucket.change,
      importing: { id: "a" },
      after_unknown: { id: true },
      after_sensitive: { bucket: true },
    };
    const rest = {
      timestamp: "2026-01-02T03:04:05Z",
      resource_drift: [bucket],
      deferred_changes: [{ reason: "absent_prereq", resource_change: nat }],
      checks: [{ address: { to_display: "check.a", kind: "check" }, status: "fail", instances: [] }],
      output_changes: { a: { actions: ["create"], before: null, after: 1 } },
    };
    const gone = resource("aws_secretsmanager_secret.a", { actions: ["delete"], before: { a: ["a", "b"] } });
    const { out } = await run([write(planText([{ ...bucket, ...moved, change }, gone], rest))], {
      format: "json",
      title: "a",
    });
    const names = new Set<string>();
    JSON.parse(out, (key, value: unknown) => {
      if (!/^\d*$/.test(key)) names.add(key);
      return value;
    });
    expect(names.size).toBeGreaterThan(40);
    expect([...names].filter((name) => !text.includes(`"${name}"`))).toEqual([]);
  });
});
