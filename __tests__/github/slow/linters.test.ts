import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";
const ZIZMOR = "1.32.0";

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
    const { status, stdout, stderr } = spawnSync(zizmor(), args, { cwd: ROOT, encoding: "utf8" });
    expect([status, status === 0 ? "" : `${stdout}${stderr}`]).toEqual([0, ""]);
    expect(stdout).toMatch(/^No findings to report/m);
  });
});

function has(command: string): boolean {
  return spawnSync(command, ["version"]).status === 0;
}

/** Installed once; a half-made environment is never taken for one. */
function zizmor(): string {
  const folder = join(ROOT, ".emulator", `zizmor-${ZIZMOR}`);
  const program = join(folder, "bin", "zizmor");
  if (existsSync(program)) return program;
  mkdirSync(join(ROOT, ".emulator"), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    execFileSync("python3", ["-m", "venv", fresh], { stdio: "pipe" });
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `zizmor==${ZIZMOR}`];
    execFileSync(join(fresh, "bin", "python"), install, { stdio: "pipe" });
    if (!existsSync(program)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return program;
}
