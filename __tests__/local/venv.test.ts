import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Interrupted, LocalError } from "../../src/local/errors";
import { Log } from "../../src/local/log";
import { run } from "../../src/local/process";
import type { Tools } from "../../src/local/tools";
import { ensureVenv, venvKey } from "../../src/local/venv";
import { cancellation, failure, file, gone, script, temporaryFolder } from "./support";

type Python = Tools["python"];

/** `python -m venv DIR` puts a copy of this script there; `-m pip` runs what the test gives. */
function fakePython(root: string, pip: string): Python {
  const executable = script(
    join(root, "python"),
    `if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && exit 0; fi\n${pip}`,
  );
  return { name: "python3", version: "3.11.7", executable };
}

function given(pip: string): {
  root: string;
  options: { folder: string; requirements: string; python: Python };
} {
  const root = temporaryFolder();
  const requirements = file(join(root, "requirements.txt"), "moto==5.2.5\n");
  return { root, options: { folder: join(root, "venv"), requirements, python: fakePython(root, pip) } };
}

describe("ensureVenv", () => {
  it("installs once, with hashes required, and reuses the result", async () => {
    const { root, options } = given(`echo "$@" >> "$(dirname "$0")/calls"`);
    const first = await ensureVenv(options);
    const second = await ensureVenv(options);
    expect(second).toBe(first);
    const calls = readFileSync(join(dirname(first), "calls"), "utf8")
      .trim()
      .split("\n");
    expect(calls).toEqual([expect.stringContaining(`--require-hashes -r ${join(root, "requirements.txt")}`)]);
  });

  it("keys the environment by requirements and by Python", () => {
    const { root, options } = given("");
    const key = venvKey(options.requirements, options.python);
    expect(venvKey(options.requirements, { ...options.python, version: "3.12.0" })).not.toBe(key);
    expect(venvKey(options.requirements, { ...options.python, executable: "/other" })).not.toBe(key);
    file(join(root, "requirements.txt"), "moto==5.2.6\n");
    expect(venvKey(options.requirements, options.python)).not.toBe(key);
  });

  it("leaves nothing that a later run could take for whole when pip fails", async () => {
    const { root, options } = given("echo 'Collecting moto'; echo 'ERROR: no network' >&2; exit 1");
    const log = new Log(join(root, "run.log"));
    const error = await failure(ensureVenv({ ...options, log }));
    expect(error).toBeInstanceOf(LocalError);
    expect(error).toMatchObject({ lines: ["ERROR: no network"], logFile: log.file });
    expect(readdirSync(options.folder)).toEqual([]);
    log.close();
  });

  it("leaves nothing when it is cancelled, and no process", async () => {
    const { options } = given("echo Collecting pid-$$; exec sleep 600");
    const cancel = cancellation();
    let pid = 0;
    const onProgress = (name: string): void => {
      pid = Number(name.replace("pid-", ""));
      cancel.stop(new Interrupted("SIGINT"));
    };
    expect(await failure(ensureVenv({ ...options, cancel, onProgress }))).toBeInstanceOf(Interrupted);
    await gone(pid);
    expect(readdirSync(options.folder)).toEqual([]);
  });

  it("removes what a killed run left half-made, but not what another run is making", async () => {
    const { options } = given("");
    const { stdout } = await run("/bin/sh", ["-c", "echo $$"]);
    const dead = join(options.folder, `abc.${stdout.trim()}.00ff00.tmp`);
    const living = join(options.folder, `abc.${process.ppid}.00ff00.tmp`);
    for (const folder of [dead, living]) mkdirSync(join(folder, "bin"), { recursive: true });
    await ensureVenv(options);
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(living)).toBe(true);
  });

  it("gives two runs at once one environment", async () => {
    const { options } = given("");
    const [one, two] = await Promise.all([ensureVenv(options), ensureVenv(options)]);
    expect(one).toBe(two);
    expect(readdirSync(options.folder)).toEqual([venvKey(options.requirements, options.python)]);
    expect(existsSync(one)).toBe(true);
  });

  it("keeps the user's settings for pip, but for those that install elsewhere", async () => {
    const { options } = given(`env > "$(dirname "$0")/env"`);
    const env = {
      PATH: "/bin:/usr/bin",
      PIP_INDEX_URL: "https://mirror.example",
      PIP_TARGET: "/x",
      PIP_USER: "1",
    };
    const made = await ensureVenv({ ...options, env });
    const seen = readFileSync(join(dirname(made), "env"), "utf8").split("\n");
    expect(seen).toContain("PIP_INDEX_URL=https://mirror.example");
    expect(seen).toContain("PIP_USER=0");
    expect(seen.join("\n")).not.toContain("PIP_TARGET");
  });
});
