import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

interface CustomManager {
  readonly description: string;
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
}

const { enabledManagers, customManagers } = JSON.parse(
  readFileSync(join(ROOT, ".github/renovate.json"), "utf8"),
) as { readonly enabledManagers: readonly string[]; readonly customManagers: readonly CustomManager[] };

const FILES = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");

/** What each of Renovate's managers reads, by the defaults in its documentation. */
const READS: Readonly<Record<string, RegExp>> = {
  npm: /(^|\/)package\.json$/,
  pip_requirements: /(^|\/)[\w-]*requirements([-._]\w+)?\.(txt|pip)$/,
  "github-actions": /^\.github\/(workflows|actions)\/.+\.ya?ml$/,
  dockerfile: /(^|\/)Dockerfile$/,
};

describe("updates", () => {
  it.each(Object.entries(READS))("are looked for by %s, which has files to read", (manager, pattern) => {
    expect(enabledManagers).toContain(manager);
    expect(FILES.filter((file) => pattern.test(file)).length).toBeGreaterThan(0);
  });

  it("are looked for by no other manager but those of the project's own", () => {
    expect(enabledManagers).toEqual([...Object.keys(READS), "custom.regex"]);
  });

  it.each([
    ["The AWS provider", ["hashicorp/aws"]],
    ["Terraform, in workflows", ["hashicorp/terraform"]],
    ["Node, in workflows", ["node"]],
    ["Go programs that tests run", ["filippo.io/age/cmd/age", "github.com/rhysd/actionlint/cmd/actionlint"]],
    ["Python programs that tests run", ["check-jsonschema", "zizmor"]],
  ])("of %s are found where they stand", (description, expected) => {
    const manager = customManagers.find((each) => each.description === description);

    const found = [...new Set(manager ? pinsOf(manager) : [])].sort();

    expect(found.length).toBe(expected.length);
    for (const [index, name] of expected.entries()) expect(found[index]).toMatch(name);
  });

  it("of nothing else are the project's own business", () => {
    expect(customManagers.length).toBe(5);
  });
});

function pinsOf({ managerFilePatterns, matchStrings, depNameTemplate }: CustomManager): readonly string[] {
  const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.replace(/^\/|\/$/g, "")));
  return FILES.filter((file) => patterns.some((pattern) => pattern.test(file)))
    .map((file) => readFileSync(join(ROOT, file), "utf8"))
    .flatMap((text) => matchStrings.flatMap((match) => [...text.matchAll(new RegExp(match, "g"))]))
    .map(({ groups }) => `${groups?.depName ?? depNameTemplate} ${groups?.currentValue}`);
}
