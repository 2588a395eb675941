import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LangSmithServer } from "./langsmith-server";

const ROOT = join(import.meta.dirname, "../../..");

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it("ends when it is stopped, and says so afterwards", async () => {
  const server = await LangSmithServer.start();
  const { pid } = server;
  await server.stop();

  expect(pid !== undefined && isRunning(pid)).toBe(false);
  await expect(server.counts()).rejects.toThrow("has ended");
});

it.each<[string, string, NodeJS.Signals | undefined]>([
  ["was killed", "setInterval(() => {}, 1_000);", "SIGKILL"],
  ["exits", "process.exit();", undefined],
  ["has nothing else to do", "", undefined],
])("ends when the process that started it %s", async (_, rest, signal) => {
  const program = `
    const { LangSmithServer } = await import("./__tests__/tracing/support/langsmith-server.ts");
    const server = await LangSmithServer.start();
    process.stdout.write(String(server.pid));
    ${rest}`;
  const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(parent, "exit");
  const [pid] = await once(parent.stdout, "data");
  if (signal !== undefined) parent.kill(signal);
  await exited;

  await expect.poll(() => isRunning(Number(pid))).toBe(false);
});
