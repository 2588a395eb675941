import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeLock } from "../../src/local/lock";
import { run } from "../../src/local/process";
import { file, temporaryFolder } from "./support";

describe("takeLock", () => {
  it("lets one in, names it to the next, and lets that in afterwards", () => {
    const folder = temporaryFolder();
    const lock = join(folder, "run.lock");
    const release = takeLock(lock);
    expect(() => takeLock(lock)).toThrow(`Another local run (process ${process.pid}) is using ${folder}.`);
    release();
    expect(existsSync(lock)).toBe(false);
    takeLock(lock)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(["", "nonsense"])("takes over a lock that says %j", (text) => {
    const lock = file(join(temporaryFolder(), "run.lock"), text);
    takeLock(lock)();
  });

  it("takes over what a dead process left", async () => {
    const { stdout } = await run("/bin/sh", ["-c", "echo $$"]);
    const lock = file(join(temporaryFolder(), "run.lock"), stdout.trim());
    takeLock(lock)();
    expect(existsSync(lock)).toBe(false);
  });
});
