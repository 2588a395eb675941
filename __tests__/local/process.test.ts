import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Interrupted, LocalError } from "../../src/local/errors";
import { Log } from "../../src/local/log";
import { run } from "../../src/local/process";
import { cancellation, failure, gone, isAlive, temporaryFolder } from "./support";

const sh = (body: string): [string, string[]] => ["/bin/sh", ["-c", body]];

describe("run", () => {
  it("returns the code and both outputs, and hands over whole lines", async () => {
    const lines: string[] = [];
    const finished = await run(...sh("printf 'one\\ntw'; printf 'o\\nlast'; echo bad >&2; exit 3"), {
      onLine: (line, from) => lines.push(`${from}:${line}`),
    });
    expect(finished).toMatchObject({ code: 3, signal: null, stdout: "one\ntwo\nlast", stderr: "bad\n" });
    expect(lines.sort()).toEqual(["stderr:bad", "stdout:last", "stdout:one", "stdout:two"]);
  });

  it("logs the command, its output and its code, and leaves out what it is told to", async () => {
    const log = new Log(join(temporaryFolder(), "deep", "run.log"));
    await run(...sh("echo shown; echo secret; exit 4"), {
      log,
      toLog: (line) => (line === "secret" ? undefined : `> ${line}`),
    });
    const text = readFileSync(log.file, "utf8");
    expect(text).toMatch(/^\$ \/bin\/sh -c .*\n> shown\n\(exit 4\)\n$/);
    log.close();
  });

  it("fails with a sentence when there is no such command", async () => {
    const error = await failure(run("no-such-command-here", []));
    expect(error).toBeInstanceOf(LocalError);
    expect(error).toHaveProperty("message", "no-such-command-here could not be started: it is not on PATH.");
  });

  it("starts nothing when it is already cancelled", async () => {
    const cancel = cancellation();
    cancel.stop(new Interrupted("SIGINT"));
    const log = new Log(join(temporaryFolder(), "run.log"));
    expect(await failure(run(...sh("echo ran"), { cancel, log }))).toBeInstanceOf(Interrupted);
    expect(readFileSync(log.file, "utf8")).toBe("");
    log.close();
  });

  it("asks a cancelled command to end with one SIGINT and waits for it", async () => {
    const cancel = cancellation();
    const lines: string[] = [];
    const body = "trap 'echo interrupted; kill $!; exit 0' INT; sleep 600 & echo ready; wait";
    const error = await failure(
      run(...sh(body), {
        cancel,
        onLine: (line) => {
          lines.push(line);
          if (line === "ready") cancel.stop(new Interrupted("SIGTERM"));
        },
      }),
    );
    expect(error).toMatchObject({ name: "Interrupted", signal: "SIGTERM" });
    expect(lines).toEqual(["ready", "interrupted"]);
  });

  it("kills the whole group, a grandchild too, when the grace is over", async () => {
    const cancel = cancellation();
    const pids: number[] = [];
    const stubborn = `trap '' INT; sh -c 'trap "" INT; echo $$; sleep 600' & echo $$; wait; wait`;
    await failure(
      run(...sh(stubborn), {
        cancel,
        graceMs: 100,
        onLine: (line) => {
          pids.push(Number(line));
          if (pids.length === 2) cancel.stop();
        },
      }),
    );
    expect(pids).toHaveLength(2);
    await Promise.all(pids.map(gone));
  });

  it("kills at once when told so, however long the grace", async () => {
    const cancel = cancellation();
    let pid = 0;
    await failure(
      run(...sh("trap '' INT; echo $$; while :; do sleep 600; done"), {
        cancel,
        graceMs: 3_600_000,
        onLine: (line) => {
          pid = Number(line);
          cancel.stop();
          cancel.kill();
        },
      }),
    );
    await gone(pid);
  });

  it("leaves nothing of the group behind after a normal end", async () => {
    const finished = await run(...sh("sleep 600 & echo $!"));
    expect(finished.code).toBe(0);
    await gone(Number(finished.stdout));
  });

  it("does not let the caller's own group reach the command", async () => {
    const finished = await run(...sh("ps -o pgid= -p $$; echo $$"));
    const [group, pid] = finished.stdout.trim().split(/\s+/);
    expect(group).toBe(pid);
    expect(isAlive(process.pid)).toBe(true);
  });
});
