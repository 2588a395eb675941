import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { start } from "../../src/cli/start";
import { fakeProject } from "./fake-project";
import { cancellation, file, gone, script, temporaryFolder } from "./support";

const PROJECT = join(import.meta.dirname, "../..");

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the command line in this process. */
async function ran(args: string[], env: NodeJS.ProcessEnv = {}, root = temporaryFolder()): Promise<Ran> {
  const chunks: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation((chunk) => chunks.push(String(chunk)) > 0),
  );
  try {
    const code = await start(args, env, cancellation(), root);
    return { code, output: chunks.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Starts the real command line in a process of its own. */
function launch(root: string, env: NodeJS.ProcessEnv) {
  const driver = `
    import { start } from ${JSON.stringify(join(PROJECT, "src/cli/start.ts"))};
    import { cancelOnSignals } from ${JSON.stringify(join(PROJECT, "src/local/signals.ts"))};
    process.exitCode = await start([], process.env, cancelOnSignals(() => {}), ${JSON.stringify(root)});`;
  const child = spawn(process.execPath, ["--import", "tsx", file(join(root, "driver.mts"), driver)], {
    cwd: PROJECT,
    env,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  }
  const ended: Promise<Ran> = once(child, "close").then(([code]) => ({ code, output }));
  return { child, ended };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("start", () => {
  it.each([
    [["--enviroment", "production"], {}, "unknown option '--enviroment'\n(Did you mean --environment?)"],
    [["production"], {}, "too many arguments"],
    [["--environment", "prod"], {}, "Allowed choices are staging, production"],
    [[], { npm_config_plan_only: "true" }, "npm took --plan-only for itself.\nOptions go after two dashes"],
  ])("refuses %j", async (args, env, sentence) => {
    const { code, output } = await ran(args, env);
    expect(stripVTControlCharacters(output)).toContain(sentence);
    expect(code).toBe(1);
  });

  it("prints its options and an example", async () => {
    const { code, output } = await ran(["--help"]);
    expect(output).toContain("--plan-only");
    expect(output).toContain("npm start -- --environment production --keep");
    expect(code).toBe(0);
  });

  it.each([[[]], [["--plan-only"]]])("ends with the page that it has written, %j", async (args) => {
    const root = await fakeProject();
    const { code, output } = await ran(args, {}, root);
    expect(code).toBe(0);
    const [last = ""] = output.trimEnd().split("\n").slice(-1);
    const [, page = ""] = /^Plan, cost and picture: open (\S+)$/.exec(last) ?? [];
    expect(readFileSync(join(root, page), "utf8")).toContain("aws_vpc.planned");
  });

  it("tells all missing tools at once", async () => {
    vi.stubEnv("PATH", temporaryFolder());
    const { code, output } = await ran([]);
    expect(output).toContain("Terraform >= 1.11 is needed and there is none on PATH");
    expect(output).toContain("Python >= 3.10 with venv and ensurepip is needed and there is none on PATH");
    expect(code).toBe(1);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("ends what it started and exits with its code on %s", async (signal, code) => {
    const root = temporaryFolder();
    const pidFile = join(root, "pid");
    script(
      join(root, "bin", "terraform"),
      `echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 600`,
    );
    const env = { ...process.env, PATH: `${join(root, "bin")}:${process.env.PATH}` };
    const { child, ended } = launch(root, env);
    await expect.poll(() => existsSync(pidFile)).toBe(true);
    child.kill(signal);
    const ran = await ended;
    expect(ran.code).toBe(code);
    expect(ran.output).toContain("Stopped; nothing is left running.");
    await gone(Number(readFileSync(pidFile, "utf8")));
    expect(existsSync(join(root, ".emulator", "run.lock"))).toBe(false);
  });
});
