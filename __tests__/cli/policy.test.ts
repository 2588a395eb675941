import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { addPlanCommands } from "../../src/cli/plan/program";
import { Draft } from "../plan/policy/support";
import { captured } from "./cost-support";

const folder = mkdtempSync(join(tmpdir(), "policy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function run(...args: string[]) {
  const { io, out, err } = captured();
  let code: number | undefined;
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addPlanCommands(program, io, (each) => {
    code = each;
  });
  // what is inherited by a command of its own
  for (const each of program.commands) each.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(["policy", ...args], { from: "user" });
  return { code, out: out(), err: err() };
}

describe("policy", () => {
  const clean = file("clean.json", new Draft().plan);
  const broken = file("broken.json", new Draft().set("aws_db_instance", { publicly_accessible: true }).plan);
  const address = "aws_db_instance.rds_instance_7ECC54BF";

  it("ends with 0 where every rule is kept", async () => {
    const { code, out } = await run(clean);
    expect(code).toBe(0);
    expect(out).toMatch(/^No violation of \d+ rules in 138 resources, 5 not known before apply\.$/m);
  });

  it("ends with 3 where one is broken, in any of several plans", async () => {
    const { code, out } = await run(clean, broken);
    expect(code).toBe(3);
    expect(out).toContain(`${address}: The database is publicly accessible.`);
  });

  it("ends with 0 where that is excepted, on the command line or in a file", async () => {
    expect((await run(broken, "--except", `no-public-database=${address}`)).code).toBe(0);
    const exceptions = file("exceptions.json", {
      exceptions: [{ rule: "no-public-database", address, reason: "moves" }],
    });
    expect((await run(broken, "--exceptions", exceptions)).code).toBe(0);
  });

  it("ends with 1 where an exception excepts nothing, a plan cannot be read or the file of exceptions is wrong", async () => {
    expect(await run(clean, "--except", `no-public-database=${address}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`no-public-database of ${address}`),
    });
    expect((await run(file("cut.json", "{"))).code).toBe(1);
    expect((await run(clean, "--exceptions", file("bad.json", { exceptions: [{}] }))).code).toBe(1);
    expect((await run(clean, "--exceptions", join(folder, "none.json"))).code).toBe(1);
  });

  it("refuses what is no exception", async () => {
    await expect(run(clean, "--except", "no-public-database")).rejects.toMatchObject({
      code: "commander.invalidArgument",
    });
  });

  it("writes to a file, in each format", async () => {
    for (const [format, begin] of [
      ["markdown", "## Policy"],
      ["json", "{"],
      ["github", "::error title=no-public-database"],
    ] as const) {
      const path = join(folder, format);
      expect(await run(broken, "--format", format, "--out", path)).toEqual({ code: 3, out: "", err: "" });
      expect(readFileSync(path, "utf8").startsWith(begin)).toBe(true);
    }
  });

  it("shows no secret, and no escape sequence of others", async () => {
    const canary = "canary-0f1e2d3c4b";
    const draft = new Draft().add("aws_ssm_parameter", {
      type: "String",
      name: `/\u001b[31m/${canary}/password`,
      value: canary,
      tags_all: { Project: "x", Environment: "y" },
    });
    draft.resource("aws_ssm_parameter", "extra").change.after_sensitive = { value: true };
    for (const format of ["terminal", "markdown", "json", "github"]) {
      const { out, code } = await run(file("canary.json", draft.plan), "--format", format);
      expect(code).toBe(3);
      expect(out).not.toContain(canary);
      expect(out).toContain("(sensitive)");
      expect(out).not.toContain("\u001b");
    }
  });
});
