import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import type { Ended, Said } from "./agent-image";

/** A program that runs, and what it says. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  said(): Said;
}

export function start(program: string, args: readonly string[], options: SpawnOptions = {}): Spawned {
  const child = spawn(program, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, "close").then(([code]) => ({
    code: typeof code === "number" ? code : undefined,
    ...said,
  }));
  return { child, ended, said: () => ({ ...said }) };
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Ended> {
  return await start(program, args, options).ended;
}

/**
 * Runs a program to its end, and gives its standard output.
 *
 * @throws with all that it said, where it does not end with 0
 */
export async function succeed(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout.trim();
}
