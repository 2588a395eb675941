import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pythonProgram } from "../../support/python-program";

const ROOT = join(import.meta.dirname, "../../..");
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

describe("the workflows", () => {
  it.runIf(has("go"))("are what actionlint takes", { timeout: 300_000 }, () => {
    const { status, stdout, stderr } = spawnSync("go", ["run", ACTIONLINT, "-color=false"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect([status, stdout, status === 0 ? "" : stderr]).toEqual([0, "", ""]);
  });

  it("have nothing that zizmor finds", { timeout: 300_000 }, () => {
    const args = ["--offline", "--no-progress", "--color=never", ".github"];
    const { status, stdout, stderr } = spawnSync(pythonProgram("zizmor", "1.32.0"), args, {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect([status, status === 0 ? "" : `${stdout}${stderr}`]).toEqual([0, ""]);
    expect(stdout).toMatch(/^No findings to report/m);
  });
});

describe("the configuration of updates", () => {
  const check = (file: string, input = "") =>
    spawnSync(
      pythonProgram("check-jsonschema", "0.39.0"),
      ["--builtin-schema", "vendor.renovate", "--color=never", file],
      { cwd: ROOT, encoding: "utf8", input },
    );

  it("is what Renovate takes", { timeout: 300_000 }, () => {
    const { status, stdout, stderr } = check(".github/renovate.json");
    expect([status, status === 0 ? "" : `${stdout}${stderr}`]).toEqual([0, ""]);
  });

  it("is held against a schema that refuses what is none", { timeout: 300_000 }, () => {
    expect(check("-", '{"enabledManagers": "npm"}').status).toBe(1);
  });
});

function has(command: string): boolean {
  return spawnSync(command, ["version"]).status === 0;
}
