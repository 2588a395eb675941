import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Interrupted, LocalError } from "../../src/local/errors";
import { type JobOptions, type Kept, runJob } from "../../src/local/job";
import { takeLock } from "../../src/local/lock";
import { createProgress } from "../../src/local/progress";
import { fakeProject } from "./fake-project";
import { cancellation, failure, gone, isAlive, sink } from "./support";

let root: string;
const kept: Kept[] = [];

beforeEach(async () => {
  root = await fakeProject();
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const { emulator } of kept.splice(0)) if (isAlive(emulator.pid)) process.kill(emulator.pid, "SIGKILL");
});

const emulatorPid = (): number => Number(readFileSync(join(root, "pid"), "utf8"));

function job(options: Partial<JobOptions> = {}): { done: ReturnType<typeof runJob>; text: () => string } {
  const { stream, text } = sink();
  const progress = createProgress(stream, {});
  const defaults = {
    root,
    environment: "staging",
    planOnly: false,
    keep: false,
    cancel: cancellation(),
    progress,
  };
  return { done: runJob({ ...defaults, ...options }, (left) => kept.push(left)), text };
}

describe("runJob", () => {
  it("applies, plans again, and leaves no emulator behind", async () => {
    const { done, text } = job();
    const result = await done;
    expect(result.outputs).toEqual({ url: { value: "http://here", sensitive: false } });
    expect(text()).toContain("✔ Planning staging: 1 to add, 0 to change, 0 to destroy");
    expect(text()).toMatch(/✔ Planning again: No changes \(\d+s\)\n$/);
    await gone(emulatorPid());
    expect(kept).toEqual([]);
  });

  it.each([false, true])("writes a page of the plan, with --plan-only: %s", async (planOnly) => {
    const { page } = await job({ planOnly }).done;
    expect(page).toBe(".emulator/reports/staging.html");
    const html = readFileSync(join(root, page), "utf8");
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("aws_vpc.planned");
  });

  it("applies all the same when there can be no page, and says what is wrong", async () => {
    vi.stubEnv("SHOW", "1");
    expect(await failure(job().done)).toMatchObject({ message: "terraform show failed." });
    expect(existsSync(join(root, ".emulator/cdktf.out/stacks/staging/applied"))).toBe(true);
    await gone(emulatorPid());
  });

  it("stops after the plan when that is all that is asked for", async () => {
    const { done, text } = job({ planOnly: true });
    expect((await done).outputs).toBeUndefined();
    expect(text()).not.toContain("Applying");
    await gone(emulatorPid());
  });

  it("fails when the second plan is not empty, and shows what would change", async () => {
    vi.stubEnv("AGAIN", "2");
    const error = await failure(job().done);
    expect(error).toBeInstanceOf(LocalError);
    expect((error as LocalError).message).toMatch(/^A second plan of what was just applied wants changes/);
    expect((error as LocalError).lines).toEqual([
      "  # aws_vpc.main will be updated",
      '      ~ cidr = "a" -> "b"',
    ]);
    await gone(emulatorPid());
  });

  it("passes on what is wrong with the settings, before anything starts", async () => {
    vi.stubEnv("BAD_SETTINGS", "1");
    const error = await failure(job().done);
    expect(error).toMatchObject({
      message: "The stacks could not be synthesised.",
      lines: ["staging.tfvars:3: no such region"],
    });
    expect(() => emulatorPid()).toThrow("ENOENT");
  });

  it("fails at once, with the log, when the emulator ends in the middle", async () => {
    vi.stubEnv("APPLY", `kill -9 $(cat "$EMULATOR_PID"); exec sleep 600`);
    const error = await failure(job().done);
    expect(error).toMatchObject({ message: "The emulator ended by itself (SIGKILL)." });
    expect((error as LocalError).logFile).toMatch(/\.emulator\/logs\/.+\.log$/);
  });

  it("leaves the emulator running when asked to, also after a failure", async () => {
    vi.stubEnv("APPLY", "exit 1");
    expect(await failure(job({ keep: true }).done)).toMatchObject({ message: "terraform apply failed." });
    expect(kept).toMatchObject([
      { region: "eu-west-1", stack: join(root, ".emulator/cdktf.out/stacks/staging") },
    ]);
    expect(isAlive(emulatorPid())).toBe(true);
  });

  it("stops even an emulator that was to be kept when it is cancelled", async () => {
    const cancel = cancellation();
    vi.stubEnv("APPLY", `echo '{"type":"apply_start"}'; touch applying; exec sleep 600`);
    const { done } = job({ keep: true, cancel });
    const failed = failure(done);
    const applying = join(root, ".emulator/cdktf.out/stacks/staging/applying");
    await expect.poll(() => existsSync(applying)).toBe(true);
    cancel.stop(new Interrupted("SIGTERM"));
    expect(await failed).toBeInstanceOf(Interrupted);
    await gone(emulatorPid());
    expect(kept).toEqual([]);
  });

  it("lets one run at a time use the project's folder", async () => {
    const release = takeLock(join(root, ".emulator/run.lock"));
    const error = await failure(job().done);
    release();
    expect(error).toHaveProperty(
      "message",
      expect.stringContaining(`Another local run (process ${process.pid})`),
    );
    await job().done;
  });
});
