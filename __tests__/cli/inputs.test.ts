import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readStacks } from "../../src/cli/plan/inputs";
import { PlanError } from "../../src/plan/model/errors";

const PLAN = JSON.stringify({ format_version: "1.2" });
const TEMPLATE = JSON.stringify({ "//": { metadata: { stackName: "from-cdktf" } } });

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "inputs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function problemOf(files: readonly string[]): PlanError {
  try {
    readStacks(files);
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
  throw new Error("they were read");
}

describe("plans that are given by their files", () => {
  it("are named by the cdk.tf.json beside them, else by the file or its folder", () => {
    const folder = folderWith({
      "a/tfplan.json": PLAN,
      "a/cdk.tf.json": TEMPLATE,
      "network/tfplan.json": PLAN,
      "plans/billing.json": PLAN,
    });
    const files = ["a/tfplan.json", "network/tfplan.json", "plans/billing.json"].map((each) =>
      join(folder, each),
    );
    expect(readStacks(files).map(({ name }) => name)).toEqual(["from-cdktf", "network", "billing"]);
  });

  it("are told apart by their files where their names are the same", () => {
    const folder = folderWith({ "a/x.json": PLAN, "b/x.json": PLAN });
    const files = [join(folder, "a/x.json"), join(folder, "b/x.json")];
    expect(readStacks(files).map(({ name }) => name)).toEqual([`x (${files[0]})`, `x (${files[1]})`]);
  });

  it("are all named that cannot be read", () => {
    const folder = folderWith({ "cut.json": PLAN.slice(0, 10), "fine.json": PLAN });
    const missing = join(folder, "missing.json");
    const { message, details } = problemOf([
      join(folder, "cut.json"),
      join(folder, "fine.json"),
      missing,
      folder,
    ]);
    expect(message).toBe("3 plans cannot be read.");
    expect(details.join("\n")).toContain("is cut off");
    expect(details).toContain(
      `${missing} cannot be read: there is no such file or folder. See that its name is right, and that its folder exists.`,
    );
    expect(details).toContain(`${folder} cannot be read: it is a folder. Name a file.`);
  });

  it("are refused where one is given twice, under whichever name, as it would count twice", () => {
    const folder = folderWith({ "a.json": PLAN });
    symlinkSync(join(folder, "a.json"), join(folder, "b.json"));
    const { message, remedy } = problemOf([join(folder, "a.json"), join(folder, "b.json")]);
    expect([message, remedy]).toEqual([`${join(folder, "b.json")} is given twice.`, "Name each plan once."]);
  });
});
