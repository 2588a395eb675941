import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const PROGRAM = join(ROOT, "dist/langgraph-platform.mjs");
const PLAN = join(ROOT, "__tests__/plan/golden/plans/create.json");

beforeAll(() => {
  execFileSync(process.execPath, ["build.mjs"], { cwd: ROOT });
});

describe("the command line", () => {
  it.runIf(existsSync("/dev/full"))("ends with 1 where what it prints is lost", () => {
    const full = openSync("/dev/full", "w");
    try {
      const args = [PROGRAM, "report", "--format", "markdown", PLAN];
      const { status, stderr } = spawnSync(process.execPath, args, {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      expect(stderr).toBe("What was to be printed could not be written: ENOSPC.\n");
      expect(status).toBe(1);
    } finally {
      closeSync(full);
    }
  });

  it.each([
    [["report"], "missing required argument 'plans'", "langgraph-platform report"],
    [["prices", "refresh", "--no"], "unknown option '--no'", "langgraph-platform prices refresh"],
    [["repport"], "unknown command 'repport'", "langgraph-platform"],
  ])("ends with 2 on %j, and names the help on that", (args, words, command) => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain(`(see ${command} --help)`);
  });

  it("is content with a reader that has seen enough", () => {
    const command = '"$0" "$1" report --format json "$2" | head -c 10; echo "${PIPESTATUS[0]}"';
    const { stdout, stderr } = spawnSync("bash", ["-c", command, process.execPath, PROGRAM, PLAN], {
      encoding: "utf8",
    });
    expect([stdout.split("\n").at(-2), stderr]).toEqual([expect.stringMatching(/0$/), ""]);
  });
});
