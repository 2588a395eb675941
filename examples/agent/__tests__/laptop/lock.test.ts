import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { takeFolder } from "../../src/laptop/lock.js";

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "laptop-"));
  folder = join(base, "data");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("the folder of a laptop's database", () => {
  it("is one process's at a time", () => {
    const release = takeFolder(folder);

    expect(() => takeFolder(`${folder}/`)).toThrow(`in use by process ${process.pid}`);
    release();
    takeFolder(folder)();
    expect(existsSync(`${folder}.lock`)).toBe(false);
  });

  it("is taken over from a process that is gone", async () => {
    const gone = spawn(process.execPath, ["--eval", ""]);
    await once(gone, "exit");
    writeFileSync(`${folder}.lock`, String(gone.pid));

    takeFolder(folder)();
  });
});
