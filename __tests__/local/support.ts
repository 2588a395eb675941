import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { afterEach, expect } from "vitest";
import type { Cancel } from "../../src/local/process";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes away after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "local-")));
  folders.push(folder);
  return folder;
}

/** Writes a file and the folders above it. */
export function file(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Writes a shell script that can be run by its path. */
export function script(path: string, body: string): string {
  file(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A cancellation whose two levels the test pulls itself. */
export function cancellation(): Cancel & { stop(reason?: unknown): void; kill(): void } {
  const stop = new AbortController();
  const force = new AbortController();
  return {
    signal: stop.signal,
    force: force.signal,
    stop: (reason) => stop.abort(reason),
    kill: () => force.abort(),
  };
}

/** Whether a process does anything; one that ended and was not yet collected does not. */
export function isAlive(pid: number): boolean {
  try {
    const state = execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return state !== "" && !state.startsWith("Z");
  } catch {
    return false;
  }
}

/** Waits until a process is gone. */
export async function gone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid), { message: `process ${pid} is running` }).toBe(false);
}

/** The rejection of a promise that must not resolve. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a failure");
}

/** A stream that is no terminal, and what was written to it. */
export function sink(): { stream: WriteStream; text: () => string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk) => chunks.push(String(chunk)));
  return { stream: stream as unknown as WriteStream, text: () => chunks.join("") };
}
