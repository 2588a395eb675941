import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { changesSince, readStackFolder, sourceFacts } from "../../src/cli/github/facts";
import { changedMachinery } from "../../src/github/machinery";
import { Project } from "./support/project";

const LOCK_FILE = ".terraform.lock.hcl";

function project(): Project {
  const made = new Project();
  onTestFinished(() => made.remove());
  return made;
}

it("refuses a stack whose synthesis has locked other providers than the repository does", async () => {
  const made = project();
  made.write("second", { others: { [LOCK_FILE]: "reviewed" } });
  const { source, stack } = made.job("plan", made.commit("second"));
  const facts = () => sourceFacts(readStackFolder(stack), source);

  await expect(facts()).rejects.toThrow("staging does not lock its providers as the repository does.");
  writeFileSync(join(stack, LOCK_FILE), "forged");
  await expect(facts()).rejects.toThrow("staging does not lock its providers as the repository does.");
  writeFileSync(join(stack, LOCK_FILE), "reviewed");
  await expect(facts()).resolves.toMatchObject({ lockFile: expect.stringMatching(/^[\da-f]{64}$/) });
});

it("tells the names of changed files as they are, since the gate judges by them", async () => {
  const made = project();
  const before = made.git("rev-parse", "HEAD");
  made.write("second", { others: { " docs/page.md": "", "docs/page.md ": "" } });
  const { source } = made.job("apply", made.commit("second"));

  const changes = await changesSince(before, source);

  expect(changes).toEqual([" docs/page.md", "docs/page.md ", "src/modules/stack.json"]);
  expect(changedMachinery(changes)).toHaveLength(1);
});
