import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ROOT } from "./support";

it("npm run policy ends in order where it is asked to while it plans", async () => {
  const command = ["--import", "tsx", join(ROOT, "src/cli/check-policy.ts")];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  const read = (text: string) => {
    said += text;
  };
  child.stdout.setEncoding("utf8").on("data", read);
  child.stderr.setEncoding("utf8").on("data", read);
  const closed = once(child, "close");
  await expect.poll(() => said).toContain("Planning staging and production...");
  child.kill("SIGTERM");

  const [code] = await closed;
  expect(said).toMatch(/Stopping; once more kills\.\n✖ Planning staging and production \(\d+s\)\n$/);
  expect(code).toBe(128 + 15);
});
