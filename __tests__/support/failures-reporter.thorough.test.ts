import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

const TESTS = {
  "mixed.test.ts": `
    import { describe, expect, it } from "vitest";
    it("passes", () => {});
    describe("sums", () => it("are right", () => expect({ sum: 1 + 1 }).toEqual({ sum: 3 })));
    it("ends", () => void setTimeout(() => { throw new Error("too late"); }));
  `,
  "broken.test.ts": `
    import { beforeAll, describe, it } from "vitest";
    describe("a suite", () => {
      beforeAll(() => { throw new Error("no ground to stand on"); });
      it("is not reached", () => {});
    });
  `,
  "unreadable.test.ts": 'import "./not-there";',
};

/** Runs tests with the reporter in a folder of their own; returns the texts that it left. */
function failuresOf(tests: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "failures-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [name, text] of Object.entries(tests)) writeFileSync(join(folder, name), text);
  const reporter = join(import.meta.dirname, "failures-reporter.ts");
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const FAILURES = join(folder, "failures");
  mkdirSync(FAILURES);
  const args = [vitest, "run", "--root", folder, "--reporter", "default", "--reporter", reporter];
  spawnSync(process.execPath, args, { env: { ...process.env, FAILURES } });
  return readdirSync(FAILURES).map((name) => readFileSync(join(FAILURES, name), "utf8"));
}

it("tells each test, suite and file that failed, and why", () => {
  const [text = "", ...others] = failuresOf(TESTS);
  expect(others).toEqual([]);
  expect(text).toMatch(
    /^FAILED .*mixed\.test\.ts > sums > are right\n {2}expected [\s\S]*sum": 3[\s\S]* at .*mixed/m,
  );
  expect(text).toMatch(/^FAILED .*broken\.test\.ts > a suite\n {2}no ground to stand on$/m);
  expect(text).toMatch(/^FAILED .*unreadable\.test\.ts\n {2}.*\.\/not-there/m);
  expect(text).toMatch(/^FAILED {2}outside of any test\n {2}too late$/m);
  expect(text.match(/^FAILED/gm)).toHaveLength(4);
});

it("leaves nothing where all pass", () => {
  expect(failuresOf({ "fine.test.ts": 'import { it } from "vitest"; it("passes", () => {});' })).toEqual([]);
});
