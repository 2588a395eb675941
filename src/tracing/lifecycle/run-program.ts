import { spawnSync } from "node:child_process";
import { plainEnvironment } from "../settings/environment";

/**
 * Runs a program of Node while this process stands still, with JSON on its standard input.
 *
 * @returns whether it ended well in time
 */
export function runProgram(program: string, input: object, timeoutMs: number): boolean {
  const { status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    input: JSON.stringify(input),
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    stdio: ["pipe", "ignore", "ignore"],
    env: plainEnvironment(),
  });
  return status === 0;
}
