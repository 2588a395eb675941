import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { changedMachinery, isMachinery } from "../../src/github/machinery";

const ROOT = join(import.meta.dirname, "../..");

describe("what makes plans and reports", () => {
  it("is all that the command line is made of", async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ["src/cli/langgraph-platform.ts"],
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
      splitting: true,
      outdir: "dist",
      metafile: true,
      write: false,
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(200);
    expect(inputs.filter((each) => !isMachinery(each))).toEqual([]);
  });

  it.each([
    ".github/workflows/plan.yml",
    ".github/actions/stacks/action.yml",
    ".github/CODEOWNERS",
    ".ci/run",
    ".npmrc",
    ".gitattributes",
    ".terraform.lock.hcl",
    "build.mjs",
    "build/command-line.mjs",
    "cdktf.json",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "src/tsconfig.json",
    "src/local/terraform.ts",
    "src/a-new-folder/index.ts",
    "docs",
    "main.ts/x",
  ])("is %s", (path) => {
    expect(isMachinery(path)).toBe(true);
  });

  it.each([
    "main.ts",
    "src/stack.ts",
    "src/modules/vpc.ts",
    "src/environments/staging.ts",
    "settings/staging.tfvars",
    "settings/staging.tfvars.json",
    "docs/pull-requests.md",
    "examples/agent/package.json",
    "__tests__/github/gate.thorough.test.ts",
  ])("is not %s, which is what is planned, or has no part in it", (path) => {
    expect(isMachinery(path)).toBe(false);
  });

  it("are folders and files that there are", () => {
    const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
    const others = new Set(files.filter((each) => !isMachinery(each)).map((each) => each.split("/")[0]));
    expect([...others].sort()).toMatchInlineSnapshot(`
      [
        ".gitignore",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "__tests__",
        "bench",
        "biome.json",
        "docs",
        "emulator",
        "examples",
        "main.ts",
        "src",
        "terraform.tfvars.example",
        "vitest.config.ts",
      ]
    `);
  });
});

describe("a merge", () => {
  it("that changes none of it says nothing", () => {
    expect(changedMachinery(["src/modules/vpc.ts", "docs/cost.md"])).toEqual([]);
    expect(changedMachinery([])).toEqual([]);
  });

  it.each([
    [["a", "b"], "(a and b)"],
    [["a"], "(a)"],
    [["a", "b", "c", "d", "e"], "(a, b, c and 2 more)"],
  ])("names what it changes of it: %j", (changed, list) => {
    const reasons = changedMachinery(changed);
    expect(reasons).toEqual([expect.stringContaining(list)]);
    // as long as a note in the comment may be
    expect(changedMachinery(changed.map((each) => each.repeat(50))).join("").length).toBeLessThan(285);
  });

  it("does not repeat names that say something to a terminal, a page or a runner", () => {
    const hostile = [
      "src/plan/\n::add-mask::canary",
      "src/plan/\u001b[31mcanary",
      "<img src=canary>",
      "@canary",
      `src/plan/${"canary".repeat(1_000)}`,
    ];
    for (const each of hostile) {
      const [reason = ""] = changedMachinery([each]);
      expect(reason).toContain("(a file with a name that is not shown)");
      expect(reason).not.toContain("canary");
    }
  });
});
