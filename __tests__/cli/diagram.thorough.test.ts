import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DiagramOptions, diagramCommand } from "../../src/cli/plan/diagram";
import { captured } from "./cost-support";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "diagram-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(inputs: readonly string[], options: DiagramOptions = {}) {
  const { io, out, err } = captured();
  const code = await diagramCommand(inputs, options, io);
  return { code, out: out(), err: err() };
}

/** A folder of a stack, with a plan that changes its bucket. */
function stack(
  name: string,
  { hasTemplate = true, at = name.replaceAll("/", "-") + String(hasTemplate) } = {},
): { readonly folder: string; readonly plan: string } {
  const path = join(folder, at);
  mkdirSync(path, { recursive: true });
  const template = { "//": { metadata: { stackName: name } }, resource: { aws_s3_bucket: { b: {} } } };
  if (hasTemplate) writeFileSync(join(path, "cdk.tf.json"), JSON.stringify(template));
  const change = { actions: ["update"], before: { a: 1 }, after: { a: 2 } };
  const resource = { address: "aws_s3_bucket.b", mode: "managed", type: "aws_s3_bucket", name: "b", change };
  const plan = join(path, "tfplan.json");
  writeFileSync(plan, JSON.stringify({ format_version: "1.2", resource_changes: [resource] }));
  return { folder: path, plan };
}

describe("langgraph-platform diagram", () => {
  it("prints a stack as Mermaid, from its folder or its cdk.tf.json", async () => {
    const { folder: path } = stack("staging");
    const { code, out, err } = await run([path]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^flowchart TB\n {2}accTitle: staging\n/);
    expect(out).not.toContain("changed");
    expect((await run([join(path, "cdk.tf.json")])).out).toBe(out);
  });

  it("marks what a plan changes, with the cdk.tf.json beside it", async () => {
    expect((await run([stack("staging").plan])).out).toContain("changed");
  });

  it("writes each of several stacks into a folder, by names that are files", async () => {
    const out = join(folder, "pictures/new");
    const stacks = [stack("staging").folder, stack("../production").folder, stack("staging").plan];
    expect(await run(stacks, { out })).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(out).sort()).toEqual(["production.mmd", "staging-2.mmd", "staging.mmd"]);
    // stacks with a plan come first
    expect(readFileSync(join(out, "staging.mmd"), "utf8")).toContain("changed");
    expect(readFileSync(join(out, "staging-2.mmd"), "utf8")).not.toContain("changed");
  });

  it("gives each of several stacks a file of its own, whatever they are called", async () => {
    const names = ["a-2", "a", "b", "B", "b", "a", "a b", "a_b", "日本", "ö"];
    const folders = names.map((name, index) => stack(name, { at: `named-${index}` }).folder);
    const out = join(folder, "pictures/named");
    expect((await run(folders, { out })).code).toBe(0);
    const files = readdirSync(out);
    expect(new Set(files.map((each) => each.toLowerCase())).size).toBe(names.length);
    const titles = files.map((each) => /accTitle: (.*)/.exec(readFileSync(join(out, each), "utf8"))?.[1]);
    expect(titles.sort()).toEqual(["B", "a", "a", "a b", "a#95;b", "a-2", "b", "b", "ö", "日本"]);
    expect(files.filter((each) => !/^\w/.test(each))).toEqual([]);
  });

  it("fails when several pictures have no folder to go to", async () => {
    const { code, out, err } = await run([stack("staging").folder, stack("production").folder]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("2 stacks make 2 pictures: staging, production.");
    expect(err).toContain("--out");
    const file = join(folder, "file");
    writeFileSync(file, "");
    const taken = await run([stack("staging").folder, stack("production").folder], { out: file });
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining("is no folder")]);
  });

  it("draws a plan that has no cdk.tf.json beside it, too, and says whose it is", async () => {
    const { plan } = stack("alone", { hasTemplate: false });
    const { code, out, err } = await run([plan]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("accTitle: alonefalse");
    expect(out).toContain("Bucket (~ changed)".replace(/[(~)]/g, (each) => `#${each.codePointAt(0)};`));
    const page = await run([plan], { format: "html" });
    expect(page.code).toBe(0);
    expect(page.out).toContain('id="picture"');
  });

  it("fails when nothing can be read, with each problem", async () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    const { code, err } = await run([empty]);
    expect([code, err]).toEqual([1, expect.stringContaining("there is no such file")]);
  });
});
