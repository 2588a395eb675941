import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { emulatorPython, ROOT } from "../e2e/support/platform";

describe("the emulator", () => {
  it("passes its own tests", async () => {
    const python = await emulatorPython();

    const { stderr } = await promisify(execFile)(
      python,
      ["-m", "unittest", "discover", "-s", "tests", "-t", "."],
      {
        cwd: join(ROOT, "emulator"),
        maxBuffer: 64 * 1024 * 1024,
      },
    ).catch((error: Error & { stderr?: string }) => ({ stderr: error.stderr ?? error.message }));

    // each failure stands below such a line
    expect(stderr.match(/^={70}$.*/ms)?.[0]).toBeUndefined();
    expect(stderr).toMatch(/^Ran [1-9]\d* tests in .*\n+OK\n$/m);
  });
});
